package io.quarterdeck.streamstorage;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * The embedded Kafka of local-stack, from its packaged jar and with a class loader of its own: the newer Kafka and Scala
 * that the jar names must not meet Spark's.
 */
final class IsolatedKafka {

    private final URLClassLoader loader;
    private final AutoCloseable kafka;

    private IsolatedKafka(URLClassLoader loader, AutoCloseable kafka) {
        this.loader = loader;
        this.kafka = kafka;
    }

    static IsolatedKafka open(Path folder) throws Exception {
        URL jar = Path.of("../local-stack/target/local-stack.jar")
                .toRealPath()
                .toUri()
                .toURL();
        var loader = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        Class<?> type = loader.loadClass("io.quarterdeck.localstack.EmbeddedKafka");
        return new IsolatedKafka(
                loader, (AutoCloseable) type.getMethod("open", Path.class).invoke(null, folder));
    }

    /** For clients: {@code bootstrap.servers}. */
    String servers() {
        try {
            return (String) kafka.getClass().getMethod("servers").invoke(kafka);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    void close() throws Exception {
        kafka.close();
        loader.close();
    }
}
