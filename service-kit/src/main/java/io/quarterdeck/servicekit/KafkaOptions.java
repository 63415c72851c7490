package io.quarterdeck.servicekit;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How to reach Kafka; every service that does takes it as a {@code @Mixin}. */
public final class KafkaOptions {

    @Option(
            names = "--kafka-servers",
            paramLabel = "HOST:PORT,...",
            defaultValue = "${env:KAFKA_SERVERS:-localhost:9092}",
            converter = Servers.class,
            description = "Brokers to contact first. Env KAFKA_SERVERS; now ${DEFAULT-VALUE}.")
    public String servers;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            defaultValue = "${env:KAFKA_CONFIG}",
            description = "Properties file with more client settings, such as TLS and SASL. Env KAFKA_CONFIG.")
    public Path config;

    /** Looks at the form alone: a name that leads nowhere now may lead somewhere later. */
    static final class Servers implements ITypeConverter<String> {

        private static final Pattern LIST = Pattern.compile("[^\\s,]+:\\d{1,5}(,\\s*[^\\s,]+:\\d{1,5})*");

        @Override
        public String convert(String text) {
            if (!LIST.matcher(text).matches()) {
                throw new TypeConversionException("'" + text + "' is not HOST:PORT, or several with commas between");
            }
            return text;
        }
    }

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
