package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

public class BarSeriesTest {

    private static final SlotBar MORNING = hour("2017-01-01T08:00:00Z", 10, 12, 9, 11, 2, 20, 60, 10.5, 0.01);
    private static final SlotBar EVENING = hour("2017-01-01T20:00:00Z", 11, 14, 10, 13, 3, 36, 30, 12, 0.02);
    private static final SlotBar NEXT_DAY = hour("2017-01-02T00:00:00Z", 13, 13, 13, 13, 0, 0, 1, 13, 0);

    @Test
    void hoursOfADayBecomeOneBar() {
        var days = BarSeries.of(Interval.DAY, List.of(MORNING, EVENING, NEXT_DAY));

        assertThat(days.openTimeMicros())
                .containsExactly(micros("2017-01-01T00:00:00Z"), micros("2017-01-02T00:00:00Z"));
        assertThat(days.open()).containsExactly(10, 13);
        assertThat(days.high()).containsExactly(14, 13);
        assertThat(days.low()).containsExactly(9, 13);
        assertThat(days.close()).containsExactly(13, 13);
        assertThat(days.volume()).containsExactly(5, 0);
        assertThat(days.vwap()).containsExactly(56.0 / 5, Double.NaN);
        assertThat(days.coverage()).containsExactly(90 / 1440.0, 1 / 1440.0);
    }

    @Test
    void everyHourIsABar() {
        var hours = BarSeries.of(Interval.HOUR, List.of(MORNING, EVENING));

        assertThat(hours.openTimeMicros()).containsExactly(MORNING.openTimeMicros(), EVENING.openTimeMicros());
        assertThat(hours.coverage()).containsExactly(1, 0.5);
        assertThat(hours.vwap()).containsExactly(10, 12);
    }

    @Test
    void realizedVarianceOfAnHourBeginsAtItsOpen() {
        var hours = BarSeries.of(Interval.HOUR, List.of(EVENING));

        assertThat(hours.realizedVariance()[0]).isCloseTo(squared(11, 12) + 0.02, within(1e-15));
    }

    @Test
    void realizedVarianceOfADayHasTheReturnsBetweenItsHours() {
        var days = BarSeries.of(Interval.DAY, List.of(MORNING, EVENING));

        assertThat(days.realizedVariance()[0])
                .isCloseTo(squared(10, 10.5) + 0.01 + squared(11, 12) + 0.02, within(1e-15));
    }

    private static double squared(double from, double to) {
        return Math.pow(Math.log(to / from), 2);
    }

    private static SlotBar hour(
            String openTime,
            double open,
            double high,
            double low,
            double close,
            double volume,
            double turnover,
            int minutes,
            double firstMinuteClose,
            double varianceAfterFirstMinute) {
        return new SlotBar(
                micros(openTime),
                open,
                high,
                low,
                close,
                volume,
                turnover,
                minutes,
                firstMinuteClose,
                varianceAfterFirstMinute,
                OrderFlow.NONE);
    }

    private static long micros(String instant) {
        return Slots.micros(Instant.parse(instant));
    }
}
