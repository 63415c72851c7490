package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.cleaning.MinuteReturns;
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
        var days = BarSeries.of(Interval.DAY, List.of(MORNING, EVENING, NEXT_DAY), MarketReturns.NONE);

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
        var hours = BarSeries.of(Interval.HOUR, List.of(MORNING, EVENING), MarketReturns.NONE);

        assertThat(hours.openTimeMicros()).containsExactly(MORNING.openTimeMicros(), EVENING.openTimeMicros());
        assertThat(hours.coverage()).containsExactly(1, 0.5);
        assertThat(hours.vwap()).containsExactly(10, 12);
    }

    @Test
    void realizedVarianceOfAnHourBeginsAtItsOpen() {
        var hours = BarSeries.of(Interval.HOUR, List.of(EVENING), MarketReturns.NONE);

        assertThat(hours.returns()[0].squared()).isCloseTo(squared(11, 12) + 0.02, within(1e-15));
    }

    @Test
    void realizedVarianceOfADayHasTheReturnsBetweenItsHours() {
        var days = BarSeries.of(Interval.DAY, List.of(MORNING, EVENING), MarketReturns.NONE);

        assertThat(days.returns()[0].squared())
                .isCloseTo(squared(10, 10.5) + 0.01 + squared(11, 12) + 0.02, within(1e-15));
    }

    @Test
    void realizedMeasuresOfALongerBarAreThoseOfAllItsMinutes() {
        double[] closes = {101, 100, 102, 99, 99, 104};
        double open = 100;
        var slots = List.of(slot(0, open, closes, 0, 1), slot(1, 100, closes, 1, 4), slot(2, 99, closes, 4, 6));

        var returns = BarSeries.of(Interval.DAY, slots, MarketReturns.NONE).returns()[0];

        double before = open;
        double last = 0;
        double[] expected = new double[4];
        for (double close : closes) {
            double r = Math.log(close / before);
            expected[0] += r * r;
            expected[1] += Math.pow(r, 3);
            expected[2] += Math.pow(r, 4);
            expected[3] += Math.abs(r) * last;
            last = Math.abs(r);
            before = close;
        }
        assertThat(new double[] {returns.squared(), returns.cubed(), returns.fourth(), returns.neighbours()})
                .containsExactly(expected, within(1e-16));
    }

    private static SlotBar slot(int hour, double open, double[] closes, int from, int to) {
        var sums = new MinuteReturns.Sums();
        for (int i = from + 1; i < to; i++) {
            sums.add(closes[i - 1], closes[i]);
        }
        return new SlotBar(
                hour * 3_600_000_000L,
                open,
                200,
                50,
                closes[to - 1],
                1,
                100,
                to - from,
                closes[from],
                sums.sums(),
                OrderFlow.NONE);
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
                new MinuteReturns(varianceAfterFirstMinute, 0, 0, 0, 0, 0),
                OrderFlow.NONE);
    }

    private static long micros(String instant) {
        return Slots.micros(Instant.parse(instant));
    }
}
