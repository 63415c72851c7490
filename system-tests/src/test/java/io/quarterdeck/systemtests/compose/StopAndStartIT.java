package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.systemtests.PostgresContent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopped with rows in flight, every service ends in order and in time, and the next start goes on. */
@ComposeTest
@Order(6)
class StopAndStartIT {

    private static ComposeStack stack;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start(ComposeStack shared) throws Exception {
        stack = shared;
        stack.up();
        stack.awaitLanding();
        stack.up(Overlay.slowFeed(folder));
    }

    @Test
    void nothingIsLeftOpenAndNothingIsLost() throws Exception {
        PostgresContent postgres = stack.postgres();
        long before = postgres.rows(EventKind.BARS);
        stack.put(stack.files().feed.get(1));
        stack.awaiting("rows of the new file", () -> postgres.rows(EventKind.BARS) > before + 2_000);

        stop(ComposeStack.OUR_SERVICES);

        assertThat(postgres.rows(EventKind.BARS))
                .isLessThan(MarketFile.content(stack.broughtIn()).rows());
        assertThat(
                        postgres.number(
                                "SELECT count(*) FROM pg_stat_activity WHERE usename IN ('data_storage', 'stream_storage', 'batch', 'trading_bot')"))
                .isZero();
        assertThat(transactions()).contains("CompleteCommit").doesNotContain("Ongoing", "Prepare");
        stop(List.of("kafka", "postgres"));

        stack.down();
        assertThat(stack.containers()).isEmpty();
        stack.up();

        stack.awaitLanding();
        stack.assertLandedExactlyOnce();
    }

    /** Says goodbye to all at once, as {@code compose stop} does. Who took longer than its grace was killed, with code 137. */
    private static void stop(List<String> services) {
        var arguments = new ArrayList<>(List.of("stop"));
        arguments.addAll(services);
        stack.compose(arguments.toArray(String[]::new)).expect(0);
        for (String service : services) {
            assertThat(stack.container(service).exitCode()).as(service).isIn(0, 143);
        }
    }

    /** State of each transactional id that Kafka knows. */
    private static String transactions() {
        return stack.brokers()
                .run(
                        "bootstrap",
                        "kafka-transactions.sh --bootstrap-server kafka:9094 --command-config /secrets/kafka.properties list")
                .expect(0)
                .out();
    }
}
