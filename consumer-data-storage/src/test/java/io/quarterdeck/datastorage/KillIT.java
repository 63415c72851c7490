package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.testservers.Servers;
import io.quarterdeck.testservers.WithServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, killed in the middle of its work. */
@WithServers
class KillIT {

    private static final String GROUP = "consumer-data-storage";
    private static final int KILLS = 4;

    /** Of each kind, before each kill. */
    private static final int ROWS = 40_000;

    private final Servers servers = Servers.running();
    private final List<Process> started = new ArrayList<>();
    private EventFeed feed;

    @TempDir
    Path folder;

    @BeforeEach
    void emptyTopicsAndTables() throws Exception {
        servers.reset();
        feed = new EventFeed(servers);
    }

    @AfterEach
    void endEverything() {
        started.forEach(Process::destroyForcibly);
        feed.close();
    }

    @Test
    void killedAgainAndAgainInMidIngestItStoresEveryRecordOnce() throws Exception {
        for (int kill = 1; kill <= KILLS; kill++) {
            feed.send(EventKind.BARS, EventFeed.minutes(ROWS));
            feed.send(EventKind.TRADES, EventFeed.trades(ROWS));
            String table = EventKind.ALL.get(kill % EventKind.ALL.size()).table(); // one after the other
            long before = servers.count(table);
            Process service = start();
            await().atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> servers.count(table) > before);
            service.destroyForcibly();
            assertThat(service.waitFor()).isEqualTo(128 + 9);
            assertThat(servers.count(table)).as("killed in mid-ingest").isLessThan(kill * ROWS);
        }

        start();
        await().atMost(Duration.ofMinutes(10)).until(() -> Lander.caughtUp(servers, feed));
        assertThat(servers.count("raw.bars")).isEqualTo(KILLS * ROWS);
        assertThat(servers.count("raw.trades")).isEqualTo(KILLS * ROWS);
        Lander.assertStoredEqualsTopics(servers, feed);
    }

    @Test
    void aStopSignalEndsItCleanlyAndASuccessorTakesOverAtOnce() throws Exception {
        feed.send(EventKind.BARS, EventFeed.minutes(1000));
        Process first = start();
        await().atMost(Duration.ofMinutes(10)).until(() -> Lander.caughtUp(servers, feed));

        first.destroy();

        assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output(first)).contains("stopped").doesNotContain("Exception");
        assertThat(membersOfTheGroup()).as("who a successor would wait for").isZero();
        feed.send(EventKind.BARS, EventFeed.minutes(1000));
        start();
        await().atMost(Duration.ofMinutes(10)).until(() -> Lander.caughtUp(servers, feed));
        assertThat(servers.count("raw.bars")).isEqualTo(2000);
    }

    private int membersOfTheGroup() throws Exception {
        try (var admin = servers.admin()) {
            return admin.describeConsumerGroups(List.of(GROUP))
                    .describedGroups()
                    .get(GROUP)
                    .get()
                    .members()
                    .size();
        }
    }

    private Process start() throws IOException {
        var options = servers.options("data_storage");
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DataStorageMain.class.getName(),
                        "--kafka-servers=" + servers.kafkaClient().get("bootstrap.servers"),
                        "--postgres-url=" + options.url,
                        "--postgres-user=" + options.user,
                        "--postgres-password-file=" + options.passwordFile,
                        "--flush-rows=2000")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(started.size() + ".log").toFile())
                .start();
        started.add(service);
        return service;
    }

    private String output(Process service) throws IOException {
        return Files.readString(folder.resolve(started.indexOf(service) + ".log"));
    }
}
