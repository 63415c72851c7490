package io.quarterdeck.tradingbot.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private final Silence silence = new Silence(Duration.ofSeconds(5), 2);

    private static Instant after(double seconds) {
        return START.plusMillis(Math.round(1_000 * seconds));
    }

    @Test
    void aMinuteWaitsForAPartitionThatIsSilentAsLongAsPatienceLasts() {
        silence.brought(1, 60, after(0));
        silence.brought(0, 120, after(1));
        silence.brought(0, 180, after(4));

        assertThat(silence.endured(1, after(5))).isLessThan(120);
        assertThat(silence.endured(1, after(6.1))).isEqualTo(120);
        assertThat(silence.endured(1, after(8.9))).isEqualTo(120);
        assertThat(silence.endured(1, after(9.1))).isEqualTo(180);
    }

    @Test
    void aPartitionThatNeverBroughtAnythingOrNothingForLongIsGivenASecond() {
        silence.brought(0, 60, after(0));
        assertThat(silence.endured(1, after(0.9))).isLessThan(60);
        assertThat(silence.endured(1, after(1.1))).isEqualTo(60);

        silence.brought(1, 60, after(2));
        silence.brought(0, 120, after(700));
        assertThat(silence.endured(1, after(700.9))).isEqualTo(60);
        assertThat(silence.endured(1, after(701.1))).isEqualTo(120);
    }

    @Test
    void aFloodOfBarsIsKeptInFewPlacesAndNoneOfThemIsGivenUpTooSoon() {
        for (int i = 1; i <= 10_000; i++) {
            silence.brought(0, i, after(i / 1_000.0)); // ten seconds long
        }
        silence.brought(1, 1, after(0));

        for (int second = 6; second < 15; second++) {
            long due = (second - 5) * 1_000L;
            assertThat(silence.endured(1, after(second))).isBetween(due - 101, due);
        }
    }
}
