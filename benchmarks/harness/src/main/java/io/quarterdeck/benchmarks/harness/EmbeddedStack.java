package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.localstack.ChildProcess;
import io.quarterdeck.localstack.KafkaContent;
import io.quarterdeck.localstack.Landing;
import io.quarterdeck.localstack.StackConnection;
import io.quarterdeck.localstack.StackHome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A whole embedded stack in a home of its own, as {@code ./quarterdeck up} starts it. It ends with the harness. */
final class EmbeddedStack implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Duration LANDING_LIMIT = Duration.ofMinutes(15);
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(250);

    /** What {@code up} says last, when everything is ready. */
    private static final String READY = "Stop with Ctrl-C";

    /** As the script {@code quarterdeck} starts it. */
    private static final List<String> LAUNCHER = List.of(
            "-Xms16m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Duser.timezone=UTC");

    private static final String BARS = "market.bars";

    private final List<String> quarterdeck;
    private final Path logs;
    private final ChildProcess launcher;
    private final StackConnection connection;

    private EmbeddedStack(List<String> quarterdeck, Path logs, ChildProcess launcher, StackConnection connection) {
        this.quarterdeck = quarterdeck;
        this.logs = logs;
        this.launcher = launcher;
        this.connection = connection;
    }

    /** Starts it and waits until every part of it is ready. */
    static EmbeddedStack start(Bench bench, Path folder) throws IOException {
        var home = new StackHome(folder.resolve("home"));
        // Through env, so that the launcher and all commands are those that a user calls.
        List<String> quarterdeck = Stream.concat(
                        Stream.of("env", "QUARTERDECK_HOME=" + home.folder()),
                        bench.java("local-stack", LAUNCHER).stream())
                .toList();
        var launcher = ChildProcess.start(
                "quarterdeck up",
                Commands.with(quarterdeck, "up"),
                Map.of(),
                ChildProcess.StopSignal.TERM,
                folder.resolve("up.log"));
        try {
            launcher.awaitLine(READY, START_LIMIT);
            StackConnection connection = StackConnection.read(home).orElseThrow();
            return new EmbeddedStack(quarterdeck, folder, launcher, connection);
        } catch (IOException | RuntimeException e) {
            launcher.stop(STOP_LIMIT);
            throw e;
        }
    }

    /** Runs one of its commands, such as {@code produce FILE}, to its end. */
    void run(String... command) throws IOException, InterruptedException {
        Commands.run(Commands.with(quarterdeck, command), logs.resolve(command[0] + ".log"));
    }

    /** Waits until both stores hold all bars that Kafka has. */
    void awaitLanded() throws IOException, InterruptedException, SQLException {
        Map<Integer, Long> ends;
        try (var kafka = KafkaContent.of(connection, KAFKA_PATIENCE)) {
            ends = kafka.endOffsets(List.of(BARS)).get(BARS);
        }
        Instant deadline = Instant.now().plus(LANDING_LIMIT);
        try (Connection database = connect("dashboard")) {
            while (Landing.missing(ends, stored("raw.consumer_offset", database))
                            + Landing.missing(ends, stored("raw.lake_offset", database))
                    > 0) {
                if (!launcher.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IOException("not all rows came into both stores" + launcher.lastLines());
                }
                Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
            }
        }
    }

    private static Map<Integer, Long> stored(String table, Connection database) throws SQLException {
        var next = new HashMap<Integer, Long>();
        try (var select =
                database.prepareStatement("SELECT kafka_partition, next_offset FROM " + table + " WHERE topic = ?")) {
            select.setString(1, BARS);
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    next.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return next;
    }

    /** A new connection to its database as one of the roles. */
    Connection connect(String role) throws SQLException, IOException {
        return connection.connect(role);
    }

    URI dashboard() {
        return URI.create(connection.dashboardUrl());
    }

    /** A new password for a user of the dashboard. */
    String password(String user) throws IOException, InterruptedException {
        run("password", user);
        List<String> lines = Files.readAllLines(logs.resolve("password.log"));
        return lines.get(lines.size() - 1).strip();
    }

    @Override
    public void close() {
        launcher.stop(STOP_LIMIT);
    }
}
