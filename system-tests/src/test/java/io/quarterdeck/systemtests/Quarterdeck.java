package io.quarterdeck.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code ./quarterdeck} with a home of its own, without the building that the script does first. */
final class Quarterdeck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_MINUTES = 5;

    private final Path home;

    Quarterdeck(Path home) {
        this.home = home;
    }

    /** What a command printed and how it ended. */
    record Result(String command, int exitCode, String out, String err) {

        Result expect(int expected) {
            if (exitCode != expected) {
                throw new AssertionError(
                        "%s: exit code %d, expected %d%n%s%n%s".formatted(command, exitCode, expected, out, err));
            }
            return this;
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(
                Pipeline.JAVA,
                "-Xmx256m",
                "-jar",
                Pipeline.ROOT.resolve("local-stack/target/local-stack.jar").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("quarterdeck", ".out");
        Path err = Files.createTempFile("quarterdeck", ".err");
        try {
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("QUARTERDECK_HOME", home.toString());
            Process process = builder.start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", arguments) + " still runs after " + LIMIT_MINUTES
                        + " minutes:\n" + Files.readString(out) + Files.readString(err));
            }
            return new Result(
                    String.join(" ", arguments), process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** The connection file, as other programs read it. */
    private JsonNode connection() throws IOException {
        return JSON.readTree(home.resolve("connection.json").toFile());
    }

    /** What the running stack holds; to be closed. */
    Stores stores() throws IOException {
        JsonNode connection = connection();
        String url = connection.get("postgres_url").asText();
        return new Stores(
                new KafkaContent(connection.get("kafka_servers").asText()),
                new PostgresContent(() -> DriverManager.getConnection(url, "dashboard", password("dashboard"))),
                new LakeContent(
                        url,
                        "stream_storage",
                        password("stream_storage"),
                        connection.get("lake_warehouse").asText()));
    }

    /** Changes what the running stack has stored, as somebody who may do everything. */
    int changeAsOwner(String sql) throws IOException, SQLException {
        try (var connection = DriverManager.getConnection(
                        connection().get("postgres_url").asText(), "owner", password("owner"));
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private String password(String role) throws IOException {
        return Files.readString(Path.of(connection().get("secrets").asText(), role + ".password"))
                .strip();
    }
}
