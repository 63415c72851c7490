package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanHourTest {

    private static final long HOUR = 1_483_228_800_000_000L; // 2017-01-01T00:00:00Z
    private static final long MINUTE = 60_000_000L;

    private final CleanHour hour = new CleanHour(HOUR);
    private long offset;

    @Test
    void minutesBecomeOneBar() {
        add(0, 10, 12, 9, 11, 2);
        add(1, 11, 11, 8, 10, 1);
        add(59, 10, 15, 10, 14, 3);

        SlotBar bar = hour.bar();

        assertThat(bar.open()).isEqualTo(10);
        assertThat(bar.high()).isEqualTo(15);
        assertThat(bar.low()).isEqualTo(8);
        assertThat(bar.close()).isEqualTo(14);
        assertThat(bar.volume()).isEqualTo(6);
        assertThat(bar.minutes()).isEqualTo(3);
        assertThat(bar.firstMinuteClose()).isEqualTo(11);
        assertThat(bar.turnover())
                .isCloseTo(2 * (12 + 9 + 11) / 3.0 + (11 + 8 + 10) / 3.0 + 3 * (15 + 10 + 14) / 3.0, within(1e-12));
        double first = Math.log(10.0 / 11);
        double second = Math.log(14.0 / 10);
        assertThat(bar.returns().squared()).isCloseTo(first * first + second * second, within(1e-15));
        assertThat(hour.rows()).isEqualTo(3);
        assertThat(hour.counts()).containsOnly(0);
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        var reversed = new CleanHour(HOUR);
        for (int minute = 0; minute < 60; minute++) {
            add(minute, 10 + minute, 90, 5, 20 + minute, 0.1 * minute);
        }
        for (int minute = 59; minute >= 0; minute--) {
            reversed.add(bar(HOUR + minute * MINUTE, 10 + minute, 90, 5, 20 + minute, 0.1 * minute, 100 - minute));
        }

        assertThat(reversed.bar()).isEqualTo(hour.bar());
    }

    @Test
    void theNewestRowOfAMinuteStandsWhereverItComes() {
        addAt(7, 3, 13);
        addAt(9, 3, 14);
        addAt(8, 3, 15);

        assertThat(hour.bar().close()).isEqualTo(14);
        assertThat(hour.bar().minutes()).isEqualTo(1);
        assertThat(count(Rule.CONFLICTING_DUPLICATE)).isEqualTo(2);
    }

    @Test
    void aDuplicateIsExactIfItEqualsTheRowThatStands() {
        addAt(1, 3, 13);
        addAt(2, 3, 14);
        addAt(3, 3, 13);

        assertThat(count(Rule.EXACT_DUPLICATE)).isEqualTo(1);
        assertThat(count(Rule.CONFLICTING_DUPLICATE)).isEqualTo(1);
    }

    @Test
    void anImpossibleCorrectionDoesNotHideAGoodRow() {
        addAt(1, 3, 13);
        hour.add(bar(HOUR + 3 * MINUTE, 10, 9, 11, 10, 1, 2));

        assertThat(hour.bar().close()).isEqualTo(13);
        assertThat(count(Rule.HIGH_BELOW_LOW)).isEqualTo(1);
        assertThat(count(Rule.CONFLICTING_DUPLICATE)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FINITE,            NaN, 12, 9, 11, 1",
        "NOT_FINITE,            10, Infinity, 9, 11, 1",
        "NOT_FINITE,            10, 12, 9, 11, NaN",
        "NOT_FINITE,            10, 1.1e75, 9, 11, 1",
        "NOT_FINITE,            10, 12, 9e-76, 11, 1",
        "NOT_FINITE,            10, 12, 9, 11, -1.1e75",
        "PRICE_NOT_POSITIVE,    10, 12, 0, 11, 1",
        "PRICE_NOT_POSITIVE,    -10, 12, -11, 11, 1",
        "HIGH_BELOW_LOW,        10, 9, 12, 11, 1",
        "PRICE_OUTSIDE_RANGE,   13, 12, 9, 11, 1",
        "PRICE_OUTSIDE_RANGE,   10, 12, 9, 8, 1",
        "NEGATIVE_VOLUME,       10, 12, 9, 11, -1",
    })
    void impossibleRowsAreDroppedAndCounted(
            Rule rule, double open, double high, double low, double close, double volume) {
        add(5, open, high, low, close, volume);

        assertThat(hour.bar()).isNull();
        assertThat(hour.rows()).isEqualTo(1);
        assertThat(count(rule)).isEqualTo(1);
    }

    @Test
    void aTimeWithinAMinuteIsNoMinuteBar() {
        hour.add(bar(HOUR + 30_000_000L, 10, 12, 9, 11, 1, 1));

        assertThat(hour.bar()).isNull();
        assertThat(count(Rule.NOT_ON_A_MINUTE)).isEqualTo(1);
    }

    @Test
    void aBarMayBeginAtMostFiveMinutesAfterItCameIn() {
        hour.add(new RawBar(HOUR, 10, 12, 9, 11, 1, 7, 2, 0, 0, HOUR - 5 * MINUTE));
        hour.add(new RawBar(HOUR + MINUTE, 10, 12, 9, 11, 1, 7, 3, 0, 1, HOUR - 4 * MINUTE - 1));

        assertThat(hour.bar().minutes()).isEqualTo(1);
        assertThat(count(Rule.FROM_THE_FUTURE)).isEqualTo(1);
    }

    @Test
    void whatIsDroppedSaysWhyAndWhereItCameFrom() {
        addAt(4, 9, 13);
        addAt(2, 9, 14);
        hour.add(bar(HOUR + 3 * MINUTE, 10, 9, 11, 10, 1, 3));
        hour.dropDuplicates();

        assertThat(hour.droppedBars())
                .containsExactly(
                        dropped("high_below_low", 3, 9, 11, 10, 5L, 3L),
                        dropped("conflicting_duplicate", 9, 20, 5, 14, 4L, 2L));
    }

    private static Row dropped(String rule, int minute, double high, double low, double close, long line, long offset) {
        return RowFactory.create(rule, HOUR + minute * MINUTE, 10.0, high, low, close, 1.0, 7L, line, 0, offset);
    }

    @Test
    void aPartOfTheHourHasItsOwnBar() {
        add(4, 10, 12, 9, 11, 2);
        add(5, 11, 13, 10, 12, 1);
        hour.add(traded(9, 12, 14, 3));
        hour.add(traded(10, 50, 60, 3));

        SlotBar bar = hour.bar(5, 5);

        assertThat(bar.openTimeMicros()).isEqualTo(HOUR + 5 * MINUTE);
        assertThat(bar.open()).isEqualTo(11);
        assertThat(bar.close()).isEqualTo(14);
        assertThat(bar.minutes()).isEqualTo(2);
        assertThat(bar.flow().volume()).isEqualTo(3);
        assertThat(hour.bar(15, 5)).isNull();
    }

    @Test
    void aMinuteWithoutVolumeIsPlausible() {
        add(5, 10, 10, 10, 10, 0);

        assertThat(hour.bar().volume()).isZero();
        assertThat(hour.bar().minutes()).isEqualTo(1);
    }

    @Test
    void smallVolumesAreNotLostBesideALargeOne() {
        add(0, 10, 10, 10, 10, 1e16);
        for (int minute = 1; minute <= 10; minute++) {
            add(minute, 10, 10, 10, 10, 1);
        }

        assertThat(hour.bar().volume()).isEqualTo(1e16 + 10);
    }

    @Test
    void aRecordedBarWinsOverTheTradesOfItsMinuteAndTheirFlowStillCounts() {
        add(0, 10, 12, 9, 11, 2);
        hour.add(traded(0, 50, 51, 100));
        hour.add(traded(1, 12, 13, 3));

        SlotBar bar = hour.bar();

        assertThat(bar.open()).isEqualTo(10);
        assertThat(bar.close()).isEqualTo(13);
        assertThat(bar.high()).isEqualTo(13);
        assertThat(bar.volume()).isEqualTo(5);
        assertThat(bar.minutes()).isEqualTo(2);
        assertThat(bar.turnover()).isCloseTo(2 * (12 + 9 + 11) / 3.0 + 7.5, within(1e-12));
        assertThat(bar.flow().volume()).isEqualTo(103);
        assertThat(count(Rule.TRADE_MINUTE_OVERRULED)).isEqualTo(1);
    }

    @Test
    void anImpossibleBarDoesNotHideTheTradesOfItsMinute() {
        add(3, 10, 9, 12, 11, 1);
        hour.add(traded(3, 12, 13, 3));

        assertThat(hour.bar().close()).isEqualTo(13);
        assertThat(count(Rule.TRADE_MINUTE_OVERRULED)).isZero();
    }

    @Test
    void anHourWithoutTradesHasNoFlow() {
        add(0, 10, 12, 9, 11, 2);

        assertThat(hour.bar().flow()).isEqualTo(OrderFlow.NONE);
    }

    @Test
    void tradesOfWhichNothingIsLeftOnlyCount() {
        long[] byRule = new long[Rule.values().length];
        byRule[Rule.TRADE_TIME_UNKNOWN.ordinal()] = 2;

        hour.count(2, byRule, List.of());

        assertThat(hour.bar()).isNull();
        assertThat(hour.trades()).isEqualTo(2);
        assertThat(hour.rows()).isZero();
        assertThat(count(Rule.TRADE_TIME_UNKNOWN)).isEqualTo(2);
    }

    private static TradeMinute traded(int minute, double open, double close, double volume) {
        return new TradeMinute(HOUR + minute * MINUTE, open, close, open, close, volume, 7.5, 4, volume, 0, 1e-4);
    }

    private void add(int minute, double open, double high, double low, double close, double volume) {
        hour.add(bar(HOUR + minute * MINUTE, open, high, low, close, volume, offset++));
    }

    private void addAt(long offset, int minute, double close) {
        hour.add(bar(HOUR + minute * MINUTE, 10, 20, 5, close, 1, offset));
    }

    private static RawBar bar(
            long openTime, double open, double high, double low, double close, double volume, long offset) {
        return new RawBar(openTime, open, high, low, close, volume, 7, offset + 2, 0, offset, openTime + MINUTE);
    }

    private long count(Rule rule) {
        hour.dropDuplicates();
        return hour.counts()[rule.ordinal()];
    }
}
