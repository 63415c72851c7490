package io.quarterdeck.testservers;

import java.io.IOException;
import java.util.Locale;
import java.util.Properties;
import org.testcontainers.DockerClientFactory;

/** Where the servers of the tests run; the system property {@code servers} says it: {@code embedded} or {@code containers}. */
public final class TestServers {

    private TestServers() {}

    public static boolean inContainers() {
        String servers = System.getProperty("servers", "embedded");
        return switch (servers) {
            case "embedded" -> false;
            case "containers" -> true;
            default -> throw new IllegalArgumentException("servers=" + servers + ": neither embedded nor containers");
        };
    }

    static boolean available() {
        return !inContainers() || DockerClientFactory.instance().isDockerAvailable();
    }

    /** The system property {@code <server>.image} beats the variable {@code <SERVER>_IMAGE}, which beats the default. */
    static String image(String server) throws IOException {
        var defaults = new Properties();
        try (var file = TestServers.class.getResourceAsStream("/images.properties")) {
            defaults.load(file);
        }
        String property = server + ".image";
        String variable = System.getenv(server.toUpperCase(Locale.ROOT) + "_IMAGE");
        return System.getProperty(property, variable != null ? variable : defaults.getProperty(property));
    }
}
