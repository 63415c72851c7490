package io.quarterdeck.localstack;

import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * {@code rebuild}: one store's raw tables anew. They are emptied together with what the service knows of its progress, and
 * the service lands the topics again from their beginning.
 */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(postgres | lake)",
        description = {
            "Empties the raw tables of one store and lands them again from Kafka, which must still hold everything;"
                    + " PostgreSQL's can be filled from the lake instead.",
            "Features, releases and certificates stay. If this is ended before it is done, do it again."
        })
final class RebuildCommand {

    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TOPICS =
            EventKind.ALL.stream().map(EventKind::topic).toList();

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Command(mixinStandardHelpOptions = true, description = "raw.* of PostgreSQL, which nobody can read meanwhile.")
    int postgres(
            @Option(
                            names = "--from-lake",
                            description =
                                    "Take the rows from the lake, as when Kafka has forgotten them; then from Kafka"
                                            + " what the lake has not.")
                    boolean fromLake)
            throws IOException, SQLException, InterruptedException {
        if (fromLake) {
            return rebuild("PostgreSQL", (stack, connection) -> {
                if (Tool.of(quarterdeck.programs.postgresFromLake(stack)).run() != 0) {
                    throw new IOException("nothing was changed in PostgreSQL; why stands above");
                }
            });
        }
        return rebuildFromKafka(
                "raw.consumer_offset",
                "PostgreSQL",
                connection -> execute(
                        connection,
                        "TRUNCATE raw.undecodable, "
                                + EventKind.ALL.stream().map(EventKind::table).collect(Collectors.joining(", ")),
                        "DELETE FROM raw.consumer_offset"));
    }

    @Command(mixinStandardHelpOptions = true, description = "raw.* of the lake, with the checkpoint of the stream.")
    int lake() throws IOException, SQLException, InterruptedException {
        return rebuildFromKafka("raw.lake_offset", "the lake", connection -> {
            // First the catalog: a checkpoint without its table is refused by the stream, and so is half of one.
            execute(
                    connection,
                    "DELETE FROM lake_catalog.iceberg_tables WHERE table_namespace = 'raw'",
                    "DELETE FROM raw.lake_offset");
            var home = quarterdeck.home;
            remove(home.checkpoint());
            remove(home.lakeWarehouse().resolve("raw"));
        });
    }

    private interface Emptying {
        void of(Connection connection) throws SQLException, IOException;
    }

    /** What is done while only the servers run. */
    private interface Work {
        void on(StackConnection stack, Connection connection) throws SQLException, IOException, InterruptedException;
    }

    private int rebuildFromKafka(String progress, String store, Emptying emptying)
            throws IOException, SQLException, InterruptedException {
        return rebuild(store, (stack, connection) -> {
            try (var kafka = KafkaContent.of(stack, KAFKA_PATIENCE)) {
                requireAll(kafka, progress, connection);
            }
            quarterdeck.narrator().say("Emptying the raw tables of " + store);
            emptying.of(connection);
        });
    }

    private int rebuild(String store, Work work) throws IOException, SQLException, InterruptedException {
        var home = quarterdeck.home;
        var narrator = quarterdeck.narrator();
        if (!Files.exists(home.postgresData())) {
            throw new IOException("there is no stack in " + home.folder());
        }
        boolean ran;
        try (var stopped = StoppedStack.of(home, narrator)) {
            ran = stopped.ran();
        }
        try {
            withServersAlone(work);
        } catch (IOException | SQLException e) {
            if (ran) {
                DetachedStack.start(home, List.of(), narrator).awaitServing();
            }
            throw e;
        }
        var stack = DetachedStack.start(home, List.of(), narrator).awaitRunning();
        narrator.say("Landing everything again in " + store);
        try (var kafka = KafkaContent.of(stack.connection(), KAFKA_PATIENCE)) {
            new Landing(stack, kafka.endOffsets(TOPICS)).await();
        }
        narrator.say("Done. ./quarterdeck audit tells whether all stores agree.");
        return 0;
    }

    /** With only the servers running, so that nobody goes on from where it was. */
    private void withServersAlone(Work work) throws IOException, SQLException, InterruptedException {
        var home = quarterdeck.home;
        var servers = ForegroundStack.start(home, connection -> List.of(), quarterdeck.narrator());
        try (servers) {
            var stack = RunningStack.require(home).connection();
            try (var connection = stack.connect(EmbeddedPostgres.OWNER)) {
                work.on(stack, connection);
            }
        }
    }

    /** @throws IOException when Kafka does not hold everything that the store does: then the store is left as it is */
    private static void requireAll(KafkaContent kafka, String progress, Connection connection)
            throws IOException, SQLException {
        var problems = new TreeSet<String>();
        kafka.beginningOffsets(TOPICS)
                .forEach((topic, partitions) -> partitions.forEach((partition, first) -> {
                    if (first > 0) {
                        problems.add("%s-%d begins at offset %d".formatted(topic, partition, first));
                    }
                }));
        Map<String, Map<Integer, Long>> ends = kafka.endOffsets(TOPICS);
        try (var statement = connection.createStatement();
                var stored = statement.executeQuery("SELECT topic, kafka_partition, next_offset FROM " + progress)) {
            while (stored.next()) {
                long end = ends.getOrDefault(stored.getString(1), Map.of()).getOrDefault(stored.getInt(2), 0L);
                if (end < stored.getLong(3)) {
                    problems.add("%s-%d ends at offset %d, and %d is stored"
                            .formatted(stored.getString(1), stored.getInt(2), end, stored.getLong(3)));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IOException("Kafka no longer holds everything, so nothing was emptied: "
                    + String.join("; ", problems) + "; see docs/runbook.md, \"Backup, restore, rebuild\"");
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        connection.commit();
    }

    /** Out of the way at once, then for good. */
    private static void remove(Path folder) throws IOException {
        Path old = folder.resolveSibling(folder.getFileName() + ".old");
        Folders.delete(old);
        if (Files.exists(folder)) {
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(old);
        }
    }
}
