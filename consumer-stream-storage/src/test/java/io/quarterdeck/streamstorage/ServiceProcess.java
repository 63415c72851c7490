package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The service as a process of its own, started by the embedded spark-submit from the packaged jar. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern HTTP = Pattern.compile("health and metrics at (http://\\S+)");

    private final Process process;
    private final Path log;

    private ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param folder holds lake, checkpoint and log */
    static ServiceProcess start(Path folder, String kafkaServers, String... options) throws IOException {
        Path log = Files.createTempFile(folder, "service-", ".log");
        var command = new ArrayList<String>(List.of(
                Path.of("../infra/spark-runtime/target/spark/bin/spark-submit")
                        .toRealPath()
                        .toString(),
                "--class",
                StreamStorageMain.class.getName(),
                Path.of("target/consumer-stream-storage.jar").toRealPath().toString()));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SPARK_"));
        environment.put(
                "SPARK_SUBMIT_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                        + " -Dspark.sql.codegen.wholeStage=false -Dspark.sql.codegen.factoryMode=NO_CODEGEN");
        environment.put("KAFKA_SERVERS", kafkaServers);
        environment.put("LAKE_CATALOG", "FOLDER");
        environment.put("LAKE_WAREHOUSE", folder.resolve("lake").toUri().toString());
        environment.put("CHECKPOINT", folder.resolve("checkpoint").toUri().toString());
        environment.put("POSTGRES_USER", "none");
        environment.put("POSTGRES_PASSWORD_FILE", "none");
        return new ServiceProcess(builder.start(), log);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** How many batches with rows of each kind it has stored so far: of the one it has stored the fewest of. */
    long batches() throws IOException {
        String log = log();
        return EventKind.ALL.stream()
                .mapToLong(kind -> log.lines()
                        .filter(line -> line.contains("stored topic=" + kind.topic() + " "))
                        .count())
                .min()
                .orElseThrow();
    }

    /** Ends it at once, as a crash does. The launcher has replaced itself by the JVM, so this is the service. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void terminate() {
        process.destroy();
    }

    /** @throws AssertionError also when the service has ended: what is waited for does not come any more */
    void awaitThat(Callable<Boolean> seen) {
        Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> {
            boolean ended = !process.isAlive(); // asked first: what is waited for may be its last deed
            boolean is = seen.call();
            if (ended && !is) {
                throw new AssertionError("ended with exit code " + process.exitValue() + ":\n" + log());
            }
            return is;
        });
    }

    /** Exit code. */
    int await() throws InterruptedException, IOException {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            throw new AssertionError("still running after 3 minutes:\n" + log());
        }
        return process.exitValue();
    }

    /** Body of an answer; empty while the service does not answer. */
    String get(String path) throws Exception {
        Matcher address = HTTP.matcher(log());
        if (!address.find()) {
            return "";
        }
        var request = HttpRequest.newBuilder(URI.create(address.group(1)).resolve(path));
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
