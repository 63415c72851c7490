package io.quarterdeck.localstack;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ports of one stack on the loopback address: those of the last time where they are still free, so that clients and
 * bookmarks find it again.
 *
 * @param dashboard its pages
 * @param http of each service: health and metrics
 */
record StackPorts(int kafka, int postgres, int dashboard, Map<String, Integer> http) {

    static StackPorts choose(StackHome home) throws IOException {
        Optional<StackConnection> last = StackConnection.read(home);
        var http = new TreeMap<String, Integer>();
        for (String service : ServiceCommands.SERVICES) {
            http.put(service, port(last.map(connection -> connection.httpPorts().get(service))));
        }
        return new StackPorts(
                port(last.map(connection ->
                        URI.create("kafka://" + connection.kafkaServers()).getPort())),
                port(last.map(connection -> URI.create(connection.postgresUrl().substring("jdbc:".length()))
                        .getPort())),
                port(last.filter(connection -> connection.dashboardUrl() != null)
                        .map(StackConnection::dashboardPort)),
                http);
    }

    private static int port(Optional<Integer> last) throws IOException {
        return last.isPresent() ? FreePort.preferably(last.get()) : FreePort.any();
    }
}
