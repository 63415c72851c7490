package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpikeRuleTest {

    /** The first minute of a five-minute slot. */
    private static final long START = 25_000_000;

    private final MinuteSeries series = new MinuteSeries();

    @Test
    void aGlitchOfOneMinuteBreaksIt() {
        quiet(60);
        at(60, 1000);
        at(61, 100);
        quiet(62, 70);

        assertThat(spikes()).containsExactly(60L);
    }

    @Test
    void soDoesOneDownwards() {
        quiet(61);
        at(61, 10);
        quiet(62, 70);

        assertThat(spikes()).containsExactly(61L);
    }

    @Test
    void soDoesTheLastMinuteThereIsUntilALaterOneBearsItOut() {
        quiet(61);
        at(61, 130);
        assertThat(spikes()).containsExactly(61L);

        at(62, 131);
        assertThat(spikes()).isEmpty();
    }

    @Test
    void aCrashSurvives() {
        quiet(61);
        at(61, 80);
        at(62, 71);
        at(63, 78);
        at(64, 75);
        at(65, 60);
        at(66, 65);

        assertThat(spikes()).isEmpty();
    }

    @Test
    void ofAJumpInTheLastMinuteOfASlotOnlyThatOneIsLost() {
        quiet(64);
        at(64, 130); // the next minute belongs to the next slot: what happens there is not known yet
        at(65, 131);
        at(66, 130);
        at(67, 132);

        assertThat(spikes()).containsExactly(64L);
    }

    @Test
    void aMinuteThatTradedAtBothLevelsBearsItselfOut() {
        quiet(61);
        series.add(START + 61, 70, 100, 70);
        at(62, 99);
        quiet(63, 70);

        assertThat(spikes()).isEmpty();
    }

    @Test
    void aThinMarketHasSpikesToo() {
        for (int i = 0; i < 20; i++) {
            at(60L * i, 100 + i % 2);
        }
        at(60 * 20, 1000);
        at(60 * 21, 100);
        at(60 * 22, 101);

        assertThat(spikes()).containsExactly(60L * 20);
    }

    @Test
    void twoMinutesOfOneSlotBearEachOtherOut() {
        quiet(61);
        at(61, 1000);
        at(62, 1001);
        quiet(63, 70);

        assertThat(spikes()).isEmpty();
    }

    @Test
    void ofTwoMinutesInDifferentSlotsTheFirstBearsTheSecondOut() {
        quiet(64);
        at(64, 1000);
        at(65, 1001);
        quiet(66, 70);

        assertThat(spikes()).containsExactly(64L);
    }

    @Test
    void atTheStartOfHistoryNothingIsSuspect() {
        quiet(9);
        at(9, 1000);
        quiet(10, 20);

        assertThat(spikes()).isEmpty();
    }

    @Test
    void tenMinutesAreEnoughToJudgeBy() {
        quiet(10);
        at(10, 1000);
        quiet(11, 20);

        assertThat(spikes()).containsExactly(10L);
    }

    @Test
    void minutesMoreThanADayAgoAreNoReference() {
        quiet(60);
        at(24 * 60 + 50, 1000); // ten of them are no older
        at(24 * 60 + 52, 100);
        assertThat(spikes()).containsExactly(24 * 60 + 50L);
    }

    @Test
    void ofFewerThanTenNoneIsTaken() {
        quiet(60);
        at(24 * 60 + 51, 1000);

        assertThat(spikes()).isEmpty();
    }

    @Test
    void aQuietMarketMayMoveByFivePercent() {
        quiet(61);
        at(61, 104.9); // exp(0.05) is 1.051
        at(62, 100);
        at(63, 95.4);
        at(64, 100);

        assertThat(spikes()).isEmpty();
    }

    @Test
    void aWildMarketMayMoveByMore() {
        for (int i = 0; i < 60; i++) {
            at(i, 90 + 6 * (i % 4));
        }
        at(61, 160);
        at(62, 100);

        assertThat(spikes()).isEmpty();
    }

    /** Against the definition, worked out without the short cut for minutes that are near. */
    @Property
    void aMinuteIsSuspectAsTheDefinitionSays(
            @ForAll @Size(min = 10, max = 60) List<@DoubleRange(min = 80, max = 125) Double> before,
            @ForAll @DoubleRange(min = 70, max = 140) double low,
            @ForAll @DoubleRange(min = 1, max = 1.1) double ratio) {
        var series = new MinuteSeries();
        for (int i = 0; i < before.size(); i++) {
            series.add(i, before.get(i), before.get(i), before.get(i));
        }
        series.add(before.size(), low, low * ratio, low);
        List<Double> logs = before.stream().map(StrictMath::log).sorted().toList();
        double median = middle(logs);
        double mad =
                middle(logs.stream().map(log -> Math.abs(log - median)).sorted().toList());
        double nearest = Math.max(StrictMath.log(low), Math.min(StrictMath.log(low * ratio), median));
        double last = StrictMath.log(before.get(before.size() - 1));

        boolean suspect = Math.abs(nearest - median) > 10 * Math.max(1.4826 * mad, 0.005);
        boolean borneOut = Math.abs(last - nearest) < Math.abs(last - median);

        assertThat(new SpikeRule(series).breaks(before.size())).isEqualTo(suspect && !borneOut);
    }

    /** What is known of a minute at the end of its five minutes does not change any more. */
    @Property
    void laterSlotsChangeNothing(
            @ForAll @Size(min = 30, max = 100) List<@DoubleRange(min = 80, max = 125) Double> prices,
            @ForAll @IntRange(min = 3, max = 20) int knownSlots) {
        var all = new MinuteSeries();
        var known = new MinuteSeries();
        for (int i = 0; i < prices.size(); i++) {
            double price = i % 17 == 16 ? 10 * prices.get(i) : prices.get(i);
            all.add(i, price, price, price);
            if (i < 5 * knownSlots) {
                known.add(i, price, price, price);
            }
        }
        for (int i = 0; i < known.size() / 5 * 5; i++) {
            assertThat(new SpikeRule(known).breaks(i)).isEqualTo(new SpikeRule(all).breaks(i));
        }
    }

    private static double middle(List<Double> sorted) {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private void quiet(int to) {
        quiet(0, to);
    }

    private void quiet(int from, int to) {
        for (int minute = from; minute < to; minute++) {
            at(minute, 100 + 0.1 * (minute % 3));
        }
    }

    private void at(long minute, double price) {
        series.add(START + minute, price, price, price);
    }

    private List<Long> spikes() {
        var rule = new SpikeRule(series);
        var spikes = new ArrayList<Long>();
        for (int i = 0; i < series.size(); i++) {
            if (rule.breaks(i)) {
                spikes.add(series.minute(i) - START);
            }
        }
        return spikes;
    }
}
