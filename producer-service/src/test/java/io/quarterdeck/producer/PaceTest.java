package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.Event;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE_MICROS = 60_000_000L;

    @Test
    void aPaceOfAgesIsNotNone() {
        long now = System.nanoTime();
        Pace rate = Pace.rate("1e-300").start();
        Pace replay = Pace.replay("1e-300x").start();
        rate.due(0);
        replay.due(0);

        assertThat(rate.due(1) - now).isGreaterThan(Duration.ofDays(3650).toNanos());
        assertThat(replay.due(1) - now).isGreaterThan(Duration.ofDays(3650).toNanos());
    }

    @Test
    void aRateSpacesTheRowsEvenly() {
        Pace pace = Pace.rate("4/s").start();

        long first = pace.due(0);

        assertThat(pace.due(0) - first).isEqualTo(SECOND / 4);
        assertThat(pace.due(0) - first).isEqualTo(SECOND / 2);
    }

    @Test
    void aReplayFollowsTheRowsTimesSoManyTimesAsFast() {
        Pace pace = Pace.replay("60x").start();

        long first = pace.due(10 * MINUTE_MICROS);

        assertThat(pace.due(10 * MINUTE_MICROS)).isEqualTo(first);
        assertThat(pace.due(13 * MINUTE_MICROS) - first).isEqualTo(3 * SECOND);
        assertThat(pace.due(9 * MINUTE_MICROS)).as("a late row is due at once").isLessThan(first);
    }

    @Test
    void aRowWithoutATimeIsDueAtOnceAndSetsNoClock() {
        Pace pace = Pace.replay("60x").start();

        long begin = pace.due(Event.NO_TIME);

        long first = pace.due(10 * MINUTE_MICROS);
        assertThat(first).isEqualTo(begin);
        assertThat(pace.due(13 * MINUTE_MICROS) - first).isEqualTo(3 * SECOND);
        assertThat(pace.due(Event.NO_TIME)).isEqualTo(begin);
    }

    @Test
    void refusesWhatIsNoPace() {
        for (String text : new String[] {"0/s", "-1", "fast", "NaN", "5000/min"}) {
            assertRefused(text, Pace::rate, "a number of rows per second");
        }
        for (String text : new String[] {"0x", "-2x", "x", "60 x"}) {
            assertRefused(text, Pace::replay, "a speed like 60x");
        }
    }

    private static void assertRefused(String text, Function<String, ?> reading, String expected) {
        assertThatThrownBy(() -> reading.apply(text)).hasMessageContaining("'" + text + "' is not " + expected);
    }
}
