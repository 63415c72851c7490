package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

public class TradeMinuteTest {

    private static final long MINUTE = 1_516_460_400_000_000L;

    private final TradeMinute.Builder trades = new TradeMinute.Builder(MINUTE);

    @Test
    void tradesAreOrderedByTimeAndThenById() {
        trades.add(MINUTE + 59_999_999, 104, 1, 0); // the lowest id, but the last time
        trades.add(MINUTE + 10, 100, 2, 1);
        trades.add(MINUTE + 10, 90, 3, -1);
        trades.add(MINUTE, 101, 4, 1);

        assertThat(trades.build())
                .usingRecursiveComparison()
                .ignoringFields("tickVariance")
                .isEqualTo(new TradeMinute(MINUTE, 101, 104, 90, 104, 10, 104 + 200 + 270 + 404, 4, 6, 3, 0));
    }

    @Test
    void returnsWithinTheMinuteCount() {
        trades.add(MINUTE, 101, 1, 1);
        trades.add(MINUTE + 1, 102, 1, 1);

        assertThat(trades.build().tickVariance()).isCloseTo(Math.pow(Math.log(102 / 101.0), 2), within(1e-18));
    }

    @Test
    void aTradeWithoutATimeFollowsTheOneWithTheNextLowerId() {
        trades.add(MINUTE + 20, 100, 1, 1);
        trades.addPlaced(105, 1, 1);
        trades.add(MINUTE + 10, 99, 1, 1);

        TradeMinute minute = trades.build();

        assertThat(minute.open()).isEqualTo(99);
        assertThat(minute.close()).isEqualTo(105);
    }

    @Test
    void whereNoneWithALowerIdIsLeftItBeginsTheMinute() {
        trades.addPlaced(105, 1, 1);
        trades.add(MINUTE + 10, 99, 1, 1);

        TradeMinute minute = trades.build();

        assertThat(minute.open()).isEqualTo(105);
        assertThat(minute.close()).isEqualTo(99);
    }

    @Test
    void aMinuteMayHaveManyTrades() {
        for (int i = 0; i < 1000; i++) {
            trades.add(MINUTE + 1000 - i, 1000 - i, 0.1, 1);
        }

        TradeMinute minute = trades.build();

        assertThat(minute.open()).isEqualTo(1);
        assertThat(minute.close()).isEqualTo(1000);
        assertThat(minute.trades()).isEqualTo(1000);
        assertThat(minute.volume()).isCloseTo(100, within(1e-12));
    }
}
