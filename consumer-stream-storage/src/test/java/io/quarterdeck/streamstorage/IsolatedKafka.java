package io.quarterdeck.streamstorage;

import io.quarterdeck.testservers.TestKafka;
import io.quarterdeck.testservers.TestServers;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * A Kafka apart from Spark's class path: in a container, or the embedded one of local-stack, from its packaged jar and with
 * a class loader of its own: the newer Kafka and Scala that the jar names must not meet Spark's.
 */
record IsolatedKafka(String servers, AutoCloseable ending) {

    static IsolatedKafka open(Path folder) throws Exception {
        if (TestServers.inContainers()) {
            var kafka = TestKafka.open(folder);
            return new IsolatedKafka(kafka.servers(), kafka);
        }
        return embedded(folder);
    }

    private static IsolatedKafka embedded(Path folder) throws Exception {
        URL jar = Path.of("../local-stack/target/local-stack.jar")
                .toRealPath()
                .toUri()
                .toURL();
        var loader = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        Class<?> type = loader.loadClass("io.quarterdeck.localstack.EmbeddedKafka");
        var kafka = (AutoCloseable) type.getMethod("open", Path.class).invoke(null, folder);
        String servers = (String) type.getMethod("servers").invoke(kafka);
        return new IsolatedKafka(servers, () -> {
            kafka.close();
            loader.close();
        });
    }

    void close() throws Exception {
        ending.close();
    }
}
