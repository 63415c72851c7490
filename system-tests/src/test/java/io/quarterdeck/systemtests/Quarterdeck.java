package io.quarterdeck.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.systemtests.Program.Result;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code ./quarterdeck} with a home of its own, without the building that the script does first. */
public final class Quarterdeck {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Path home;

    public Quarterdeck(Path home) {
        this.home = home;
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        return Program.run(Map.of("QUARTERDECK_HOME", home.toString()), LIMIT, command(arguments));
    }

    /** Starts a command and leaves it alone; what it says is lost. */
    public Process start(String... arguments) throws IOException {
        var builder = new ProcessBuilder(command(arguments))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().put("QUARTERDECK_HOME", home.toString());
        return builder.start();
    }

    private static List<String> command(String... arguments) {
        var command = new ArrayList<String>(List.of(
                Pipeline.JAVA,
                "-Xmx256m", // as the script does
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Pipeline.ROOT.resolve("local-stack/target/local-stack.jar").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The connection file, as other programs read it. */
    private JsonNode connection() throws IOException {
        return JSON.readTree(home.resolve("connection.json").toFile());
    }

    /** Where the dashboard of the running stack is, such as {@code http://127.0.0.1:8080}. */
    public String dashboard() throws IOException {
        return connection().get("dashboard_url").asText();
    }

    /** What the running stack holds; to be closed. */
    public Stores stores() throws IOException {
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
    public int changeAsOwner(String sql) throws IOException, SQLException {
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
