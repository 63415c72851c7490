package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.systemtests.PostgresContent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first process of each container is killed while rows are in flight, then while features are being made: the stack
 * heals by itself, and the outcome is that of a run without faults.
 */
@ComposeTest
@Order(8)
class KilledContainersIT {

    private static ComposeStack stack;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void startAfresh(ComposeStack shared) throws Exception {
        stack = shared;
        if (stack.broughtIn().size() > 1) { // more than the sample: not as CleanStartIT leaves it
            stack.removeWithData();
        }
        stack.up();
        stack.awaitLanding();
        stack.up(Overlay.slowFeed(folder));
    }

    @Test
    void whateverIsKilledTheOutcomeIsTheSame() throws Exception {
        PostgresContent postgres = stack.postgres();
        for (MarketFile file : stack.files().feed) {
            stack.put(file);
        }
        for (String service :
                List.of("producer", "data-storage", "stream-storage", "kafka", "postgres", "batch", "trading-bot")) {
            long before = rows(postgres);
            stack.awaiting("more rows", () -> postgres.rows(EventKind.BARS) > before + 1_000);
            killFirstProcess(service);
        }
        assertThat(rows(postgres))
                .as("killed with rows in flight")
                .isLessThan(MarketFile.content(stack.broughtIn()).rows());
        long run = lastRun();
        stack.up(Overlay.retriesSoon(folder)); // the rest at full speed
        stack.awaitLanding();

        do {
            run = awaitRunAfter(run);
        } while (!killJob()); // it had ended by itself: the next then
        run = awaitRunAfter(run);
        killFirstProcess("postgres");
        run = awaitRunAfter(run);
        killFirstProcess("batch");
        awaitRunAfter(run);

        stack.awaitReleases();
        stack.awaitWell();
        stack.assertLandedExactlyOnce();
        stack.assertReleasedAsUndisturbed();
        assertTheBotsJournalAddsUp(postgres);
    }

    /** That it decides as without faults, its own tests show. */
    private static void assertTheBotsJournalAddsUp(PostgresContent postgres) throws Exception {
        assertThat(postgres.text("SELECT count(*) = max(sequence) + 1 FROM trading.journal"))
                .as("no gap")
                .isEqualTo("t");
        assertThat(postgres.text("SELECT count(*) > 0 AND count(*) = count(DISTINCT order_id) FROM trading.orders"))
                .as("no order twice")
                .isEqualTo("t");
        assertThat(postgres.number(
                        "SELECT count(*) FROM trading.order_state WHERE abs(filled) > abs(quantity) * 1.000001"))
                .as("filled beyond its quantity")
                .isZero();
    }

    /** Returns when Docker has started it again, not only when it is well: the next may be killed meanwhile. */
    private static void killFirstProcess(String service) {
        Container running = stack.container(service);
        stack.kill(running.pid());
        stack.awaiting(service + " again", () -> {
            Container now = stack.container(service);
            return now.running() && !now.startedAt().equals(running.startedAt());
        });
    }

    /** As soon as PostgreSQL answers, which may have been killed just now. */
    private static long rows(PostgresContent postgres) throws Exception {
        stack.awaiting("an answer of PostgreSQL", () -> postgres.rows(EventKind.BARS) >= 0);
        return postgres.rows(EventKind.BARS);
    }

    private static long lastRun() throws Exception {
        return stack.postgres()
                .number("SELECT coalesce(max(id), 0) FROM governance.run")
                .longValue();
    }

    /** Kills the job that the schedule has started; false when it has ended by itself. */
    private static boolean killJob() {
        String job = """
                for process in /proc/[0-9]*; do
                    if grep -qs 'Spark[S]ubmit' $process/cmdline; then kill -9 ${process#/proc/}; exit; fi
                done
                exit 1"""; // [S]: these lines are the argument of a process, too
        return Docker.run("exec", stack.container("batch").id(), "bash", "-c", job)
                        .exitCode()
                == 0;
    }

    /** The number of a later run of the job that is making features. */
    private static long awaitRunAfter(long run) throws Exception {
        PostgresContent postgres = stack.postgres();
        String atWork = "SELECT coalesce(max(id), 0) FROM governance.run WHERE state = 'RUNNING' AND quarters <> '{}'";
        stack.awaiting("a run after " + run, () -> postgres.number(atWork).longValue() > run);
        return postgres.number(atWork).longValue();
    }
}
