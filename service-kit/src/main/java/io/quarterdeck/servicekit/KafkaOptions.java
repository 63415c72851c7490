package io.quarterdeck.servicekit;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** How to reach Kafka; every service that does takes it as a {@code @Mixin}. */
public final class KafkaOptions {

    @Option(
            names = "--kafka-servers",
            paramLabel = "HOST:PORT,...",
            defaultValue = "${env:KAFKA_SERVERS:-localhost:9092}",
            description = "Brokers to contact first. Env KAFKA_SERVERS; now ${DEFAULT-VALUE}.")
    public String servers;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            defaultValue = "${env:KAFKA_CONFIG}",
            description = "Properties file with more client settings, such as TLS and SASL. Env KAFKA_CONFIG.")
    public Path config;

    /**
     * Client settings: those of the file, and the servers.
     *
     * @throws IOException naming the file when it cannot be read
     */
    public Map<String, String> client() throws IOException {
        var client = new TreeMap<String, String>();
        if (config != null) {
            var file = new Properties();
            try (Reader reader = Files.newBufferedReader(config)) {
                file.load(reader);
            } catch (IOException e) {
                throw new IOException("--kafka-config: cannot read " + config + ": " + e.getMessage(), e);
            }
            file.stringPropertyNames().forEach(name -> client.put(name, file.getProperty(name)));
        }
        client.put("bootstrap.servers", servers);
        return client;
    }
}
