package io.quarterdeck.tradingbot.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureRowsTest {

    private static FeatureRow row(String symbol, long open, long knownAt) {
        return new FeatureRow(symbol, open, knownAt, "2016Q4-v1", new double[] {open});
    }

    @Test
    void theNewestRowOfTheSymbolThatIsKnown() {
        var rows = new FeatureRows(List.of(row("A", 20, 40), row("A", 10, 20), row("B", 10, 15), row("A", 0, 30)));

        assertThat(rows.newest("A", 19)).isEmpty();
        assertThat(rows.newest("A", 20).orElseThrow().openTimeMicros()).isEqualTo(10);
        assertThat(rows.newest("A", 39).orElseThrow().openTimeMicros()).isEqualTo(10); // 0 is older, though known later
        assertThat(rows.newest("A", 40).orElseThrow().openTimeMicros()).isEqualTo(20);
        assertThat(rows.newest("C", 40)).isEmpty();
    }
}
