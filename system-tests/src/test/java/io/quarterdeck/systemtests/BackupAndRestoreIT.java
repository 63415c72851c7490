package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One stack is backed up while it runs, lost, restored, and goes on; then each store is made anew from Kafka. Each test
 * begins where the one before has ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupAndRestoreIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Of the bot's journal: what it did with the market's bars, whatever its guards say of the silence afterwards. */
    private static final String ORDERS = """
            SELECT count(*) || ' ' || coalesce(md5(string_agg(entry::text, ';' ORDER BY run, sequence)), '')
              FROM trading.journal WHERE type IN ('started', 'decided', 'ordered', 'filled')""";

    @TempDir
    static Path folder;

    private static Path home;
    private static Path backup;
    private static Path sample;
    private static Quarterdeck quarterdeck;
    private static Map<Integer, ContentHash> rows;
    private static Map<String, String> releases;
    private static String orders;

    @BeforeAll
    static void runTheDemo() throws Exception {
        home = folder.resolve("home");
        backup = folder.resolve("backup");
        quarterdeck = new Quarterdeck(home);
        sample = sample("sample.csv.gz", 20000, 1);
        quarterdeck.run("demo", "--detach", "--input", sample.toString()).expect(0);
        try (Stores stores = quarterdeck.stores()) {
            rows = stores.postgres().byPartition(EventKind.BARS);
            releases = stores.postgres().releases();
            orders = stores.postgres().text(ORDERS);
        }
        assertThat(rows).isNotEmpty();
        assertThat(orders).doesNotStartWith("0 ");
        assertThat(releases).isNotEmpty();
    }

    @AfterAll
    static void stop() throws Exception {
        quarterdeck.run("down");
    }

    @Test
    @Order(1)
    void aRunningStackIsBackedUpAndGoesOn() throws Exception {
        quarterdeck.run("backup", backup.toString()).expect(0);

        quarterdeck.run("status").expect(0);
        assertHeldEverywhere();
        assertThat(Files.getPosixFilePermissions(backup)).hasSize(3);
        assertThat(quarterdeck.run("backup", backup.toString()).expect(1).err()).contains("exists");
    }

    @Test
    @Order(2)
    void onlyAnUnchangedBackupIsRestoredAndOnlyWhereNothingIs() throws Exception {
        assertThat(quarterdeck.run("restore", backup.toString()).expect(1).err())
                .contains("is not empty");
        quarterdeck.run("down").expect(0);
        delete(home);
        Path key = backup.resolve("home/secrets/certificate.pub");
        byte[] before = Files.readAllBytes(key);
        Files.writeString(key, "?", StandardOpenOption.APPEND);

        assertThat(quarterdeck.run("restore", backup.toString()).expect(1).err())
                .contains("damaged", "certificate.pub");

        assertThat(home).doesNotExist();
        Files.write(key, before);
    }

    @Test
    @Order(3)
    void aRestorationThatIsKilledIsDoneAgain() throws Exception {
        Path unfinished = folder.resolve("home.unfinished");
        Process killed = quarterdeck.start("restore", backup.toString());
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> Files.exists(unfinished));
        killed.destroyForcibly().waitFor();
        assertThat(home).doesNotExist();

        quarterdeck.run("restore", backup.toString()).expect(0);

        assertThat(unfinished).doesNotExist();
        quarterdeck.run("up", "--detach", "--fast-start").expect(0);
        assertHeldEverywhere();
        try (Stores stores = quarterdeck.stores()) {
            assertThat(stores.postgres().releases()).isEqualTo(releases);
            assertThat(stores.postgres().text(ORDERS)).isEqualTo(orders);
            assertThat(stores.postgres().number("SELECT count(*) FROM governance.certificate"))
                    .isPositive();
        }
        quarterdeck.run("audit", "verify").expect(0);
        quarterdeck.run("audit").expect(0);
    }

    @Test
    @Order(4)
    void theRestoredStackKnowsItsFilesAndTakesNewOnesOnce() throws Exception {
        assertThat(quarterdeck.run("produce", sample.toString()).exitCode()).isEqualTo(1);
        assertHeldEverywhere();

        quarterdeck.run("produce", sample("more.csv.gz", 5000, 2).toString()).expect(0);

        try (Stores stores = quarterdeck.stores()) {
            Map<Integer, ContentHash> sent = stores.kafka().byPartition(EventKind.BARS);
            assertThat(sent).isNotEqualTo(rows);
            long all = sent.values().stream().mapToLong(ContentHash::rows).sum();
            await().atMost(PATIENCE)
                    .until(() -> stores.postgres().rows(EventKind.BARS) >= all
                            && stores.lake().rows(EventKind.BARS) >= all);
            rows = sent;
        }
        assertHeldEverywhere();
    }

    @Test
    @Order(5)
    void postgresIsMadeAnewFromKafka() throws Exception {
        quarterdeck.changeAsOwner("DELETE FROM raw.bars WHERE kafka_offset % 3 = 0");

        quarterdeck.run("rebuild", "postgres").expect(0);

        assertHeldEverywhere();
    }

    @Test
    @Order(6)
    void theLakeIsMadeAnewFromKafka() throws Exception {
        quarterdeck.run("down").expect(0);
        delete(home.resolve("lake/raw"));

        quarterdeck.run("rebuild", "lake").expect(0);

        assertHeldEverywhere();
        quarterdeck.run("audit").expect(0);
    }

    /** From here on Kafka has lost what is lost. */
    @Test
    @Order(7)
    void nothingIsEmptiedThatKafkaDoesNotHold() throws Exception {
        try (Stores stores = quarterdeck.stores()) {
            stores.kafka().deleteBefore(EventKind.BARS, rows.keySet().iterator().next(), 100);
        }

        assertThat(quarterdeck.run("rebuild", "postgres").expect(1).err())
                .contains("begins at offset 100", "nothing was emptied");

        try (Stores stores = quarterdeck.stores()) {
            assertThat(stores.postgres().byPartition(EventKind.BARS)).isEqualTo(rows);
        }
    }

    @Test
    @Order(8)
    void postgresIsMadeAnewFromTheLakeWhenKafkaHasForgotten() throws Exception {
        quarterdeck.changeAsOwner("DELETE FROM raw.bars WHERE kafka_offset % 3 = 0");

        quarterdeck.run("rebuild", "postgres", "--from-lake").expect(0);

        try (Stores stores = quarterdeck.stores()) {
            assertThat(stores.postgres().byPartition(EventKind.BARS)).isEqualTo(rows);
        }
        quarterdeck.run("audit").expect(0);
    }

    private static void assertHeldEverywhere() throws Exception {
        try (Stores stores = quarterdeck.stores()) {
            stores.assertAllHoldWhatWasRead(EventKind.BARS);
            assertThat(stores.postgres().byPartition(EventKind.BARS)).isEqualTo(rows);
        }
    }

    private static Path sample(String name, int rows, int seed) throws Exception {
        Path file = folder.resolve(name);
        quarterdeck
                .run(
                        "sample",
                        "--rows",
                        Integer.toString(rows),
                        "--symbols",
                        "3",
                        "--quarters",
                        "2",
                        "--seed",
                        Integer.toString(seed),
                        file.toString())
                .expect(0);
        return file;
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
