package io.quarterdeck.benchmarks.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.localstack.ChildProcess;
import io.quarterdeck.localstack.FreePort;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import java.io.IOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/** One standalone worker of Kafka Connect with sinks in it, as a process of its own; it ends with this JVM. */
final class ConnectWorker implements Lander {

    /** As connect-standalone.sh starts it. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms256m",
            "-Xmx2g",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-XX:MaxInlineLevel=15",
            "-Djava.awt.headless=true",
            "-Duser.timezone=UTC");

    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> names;
    private final URI rest;
    private final String kafkaServers;
    private final ChildProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    private ConnectWorker(List<String> names, URI rest, String kafkaServers, ChildProcess process) {
        this.names = names;
        this.rest = rest;
        this.kafkaServers = kafkaServers;
        this.process = process;
    }

    /**
     * Starts it and waits until every task runs and the tasks of each sink have shared its partitions among them.
     *
     * @param folder for its settings and its log
     * @param more settings of the worker, which hold in place of ours
     * @param sinks the settings of each, {@code name} among them; what they do not say of converters: keys are text, values JSON
     *     without a schema
     * @throws IOException when it does not start or a task fails, with why; then nothing of it runs
     */
    static ConnectWorker start(
            Peers peers, String kafkaServers, Path folder, Map<String, String> more, List<Map<String, String>> sinks)
            throws IOException {
        int port = FreePort.any();
        Files.createDirectories(folder);
        var command =
                new ArrayList<>(peers.java("connect", JVM_OPTIONS, "org.apache.kafka.connect.cli.ConnectStandalone"));
        var settings = new HashMap<>(Map.of(
                "bootstrap.servers", kafkaServers,
                "listeners", "http://127.0.0.1:" + port,
                "plugin.path", peers.jars("plugins").toString(),
                "plugin.discovery", "service_load",
                "connector.client.config.override.policy", "All",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "false",
                "offset.storage.file.filename",
                        folder.resolve("connect.offsets").toString()));
        settings.putAll(more);
        command.add(write(folder.resolve("connect-worker.properties"), settings));
        for (Map<String, String> sink : sinks) {
            command.add(write(folder.resolve("connect-" + sink.get("name") + ".properties"), sink));
        }
        var process = ChildProcess.start(
                "kafka-connect", command, Map.of(), ChildProcess.StopSignal.TERM, folder.resolve("connect.log"));
        var names = sinks.stream().map(sink -> sink.get("name")).toList();
        var worker = new ConnectWorker(names, URI.create("http://127.0.0.1:" + port), kafkaServers, process);
        boolean started = false;
        try {
            process.awaitUntil(worker::runs, START_LIMIT);
            process.awaitUntil(worker::reads, START_LIMIT);
            started = true;
            return worker;
        } finally {
            if (!started) {
                worker.close();
            }
        }
    }

    /** For a sink of bars: JSON with a schema, or Connect would take a price without a fraction for a whole number. */
    static Map<String, String> barsConverter() {
        String schema = EventKind.BARS.columns().stream()
                .map(column ->
                        "{\"field\":\"%s\",\"optional\":false,\"type\":\"%s\"}".formatted(column.name(), type(column)))
                .collect(Collectors.joining(",", "{\"type\":\"struct\",\"optional\":false,\"fields\":[", "]}"));
        return Map.of(
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "true",
                "value.converter.schema.content", schema);
    }

    private static String type(Column column) {
        return switch (column.type()) {
            case TEXT, SIDE -> "string";
            case NUMBER -> "double";
            case TIME, INTEGER -> "int64"; // a time is the number of microseconds that it is in our JSON
        };
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void check() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("kafka-connect has ended" + process.lastLines());
        }
        runs();
    }

    @Override
    public void close() {
        process.stop(STOP_LIMIT);
    }

    private boolean runs() throws IOException {
        for (String name : names) {
            JsonNode tasks = ask("/connectors/" + name + "/status").path("tasks");
            for (JsonNode task : tasks) {
                if (task.path("state").asText().equals("FAILED")) {
                    throw new IOException(
                            name + " failed: " + task.path("trace").asText());
                }
            }
            boolean all = StreamSupport.stream(tasks.spliterator(), false)
                    .allMatch(task -> task.path("state").asText().equals("RUNNING"));
            if (tasks.isEmpty() || !all) {
                return false;
            }
        }
        return true;
    }

    /** A task that runs may still be waiting for its share of the partitions. */
    private boolean reads() throws IOException {
        List<String> groups = names.stream().map(name -> "connect-" + name).toList();
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafkaServers))) {
            return admin.describeConsumerGroups(groups).all().get().values().stream()
                    .allMatch(ConnectWorker::hasShared);
        } catch (ExecutionException e) {
            return false; // no such group yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while kafka-connect starts", e);
        }
    }

    private static boolean hasShared(ConsumerGroupDescription group) {
        return group.groupState() == GroupState.STABLE
                && group.members().stream()
                        .anyMatch(
                                member -> !member.assignment().topicPartitions().isEmpty());
    }

    /** The answer, empty when there is none yet. */
    private JsonNode ask(String path) throws IOException {
        try {
            var answer =
                    http.send(HttpRequest.newBuilder(rest.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
        } catch (ConnectException e) {
            return JSON.createObjectNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking kafka-connect", e);
        }
    }

    private static String write(Path file, Map<String, String> settings) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file.toString();
    }
}
