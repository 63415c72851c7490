package io.quarterdeck.tradingbot.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.engine.Run;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.market.FeatureRow;
import io.quarterdeck.tradingbot.market.FeatureRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One symbol, minute bars, no costs. */
class StrategiesTest {

    private static List<Decided> decisions(Strategy strategy, Settings settings, double... prices) {
        return new Run(settings, strategy, List::of).prices("A", 0, prices).entries(Decided.class);
    }

    /** What it wanted, one after the other; wanted again, because the position had drifted, counts once. */
    private static List<Double> wanted(Strategy strategy, double... prices) {
        var changes = new ArrayList<Double>();
        for (Decided decided : decisions(strategy, Run.settings("A").withMargin(), prices)) {
            if (changes.isEmpty() || changes.get(changes.size() - 1) != decided.wanted()) {
                changes.add(decided.wanted());
            }
        }
        return changes;
    }

    @Test
    void trendIsLongAboveAndShortBelowOnlyIfItMay() {
        double[] prices = {100, 100, 110, 120, 130, 100, 80, 70};

        assertThat(wanted(new Trend(1, 3, 2, 0, false), prices)).containsExactly(0.0, 1.0, 0.0);
        assertThat(wanted(new Trend(1, 3, 2, 0, true), prices)).containsExactly(0.0, 1.0, -1.0);
    }

    /** Returns of +10 % and -10 % by turns: deviation of two of them, to a year of minutes, far above 40 %. */
    @Test
    void trendTakesLessWhenVolatilityIsAboveItsTarget() {
        List<Double> weights = wanted(new Trend(1, 3, 2, 0.4, false), 100, 110, 99, 110, 99, 150);

        double up = Math.log(150 / 99.0);
        double down = Math.log(99 / 110.0);
        double deviation = Math.abs(up - down) / Math.sqrt(2);
        double yearly = deviation * Math.sqrt(365 * 24 * 60);
        assertThat(weights.get(weights.size() - 1)).isCloseTo(0.4 / yearly, within(1e-12));
    }

    @Test
    void meanReversionBuysWhatFellAndSellsAtTheMeanOrAfterSoManyBars() {
        var strategy = new MeanReversion(4, 1.5, 3, 30, 3, false);

        List<Decided> back = decisions(strategy, Run.settings("A"), 100, 101, 100, 101, 90, 90, 101);
        assertThat(back).extracting(Decided::reason).containsExactly("warming up", "oversold", "back at the mean");
        List<Decided> late = decisions(strategy, Run.settings("A"), 100, 101, 100, 101, 90, 89, 88, 87, 86, 85);
        assertThat(late).extracting(Decided::reason).contains("held too long");
        assertThat((late.get(2).slot() - late.get(1).slot()) / Bars.MINUTE).isEqualTo(3);
    }

    @Test
    void meanReversionSellsShortWhatRoseIfItMayAndKeepsItUntilItIsBack() {
        double[] prices = {100, 99, 100, 99, 110, 110, 99};
        var settings = Run.settings("A").withMargin();

        assertThat(decisions(new MeanReversion(4, 1.5, 3, 30, 9, true), settings, prices))
                .extracting(decided -> (decided.slot() - Bars.START) / Bars.MINUTE + " " + decided.wanted())
                .containsExactly("0 0.0", "4 -1.0", "6 0.0");
        assertThat(wanted(new MeanReversion(4, 1.5, 3, 30, 9, false), prices)).containsExactly(0.0);
    }

    @Test
    void buyAndHoldBuysOnceInEvenParts() {
        var run = new Run(Run.settings("A", "B"), new BuyAndHold(), List::of);

        run.bars(Bars.bar("A", 0, 100), Bars.bar("B", 0, 50)).prices("A", 1, 100, 120, 80);
        run.bars(Bars.bar("A", 4, 80), Bars.bar("B", 4, 50)).bars(Bars.bar("A", 5, 80), Bars.bar("B", 5, 50));

        assertThat(run.entries(Entry.Filled.class))
                .extracting(fill -> fill.symbol() + " " + fill.quantity())
                .containsExactly("A 500.0", "B 1000.0");
    }

    private record Says(long knownAtMicros) implements Classifier {
        @Override
        public String id() {
            return "2023Q4";
        }

        @Override
        public double probabilityUp(double[] features) {
            return features[0];
        }
    }

    private static List<Entry> model(Models models, double... probabilities) {
        var rows = new ArrayList<FeatureRow>();
        for (int i = 0; i < probabilities.length; i++) {
            long open = Bars.START + i * Bars.MINUTE;
            if (!Double.isNaN(probabilities[i])) {
                rows.add(new FeatureRow("A", open, open + Bars.MINUTE, "2023Q4-v1", new double[] {probabilities[i]}));
            }
        }
        var strategy = new ModelStrategy(models, List.of("p"), 0.6, 0.5, Bars.MINUTE, true);
        var setup = new Setup(Run.settings("A").withMargin(), strategy, () -> new FeatureRows(rows), List::of);
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < probabilities.length; i++) {
            bars.add(Bars.bar("A", i, 100, 1e6));
        }
        return Backtest.run(setup, bars);
    }

    @Test
    void aModelEntersWhenItIsSureStaysWhileItIsNotAgainstAndIsFlatWithoutFreshFeatures() {
        double none = Double.NaN;

        List<Entry> entries =
                model(now -> Optional.of(new Says(0)), 0.55, 0.6, 0.5, 0.49, 0.4, 0.45, 0.51, 0.7, none, none, none);

        assertThat(entries.stream().filter(Decided.class::isInstance).map(Decided.class::cast))
                .extracting(decided ->
                        (decided.slot() - Bars.START) / Bars.MINUTE + " " + decided.wanted() + " " + decided.reason())
                .containsExactly(
                        "0 0.0 2023Q4 undecided 0.55",
                        "1 1.0 2023Q4 up 0.6",
                        "3 0.0 2023Q4 undecided 0.49",
                        "4 -1.0 2023Q4 down 0.4",
                        "6 0.0 2023Q4 undecided 0.51",
                        "7 1.0 2023Q4 up 0.7",
                        "9 0.0 no fresh features");
    }

    @Test
    void aDecisionNamesTheFeatureRowThatItRestsOn() {
        List<Entry> entries = model(now -> Optional.of(new Says(0)), 0.6, 0.6);

        assertThat(entries)
                .filteredOn(Decided.class::isInstance)
                .first()
                .satisfies(entry -> assertThat(((Decided) entry).feature()).isEqualTo("2023Q4-v1@" + Bars.START));
    }

    @Test
    void eachMomentHasTheNewestModelThatWasKnown() {
        Models models = Models.of(List.of(new Says(10), new Says(30), new Says(20)));

        assertThat(models.at(9)).isEmpty();
        assertThat(models.at(10)).contains(new Says(10));
        assertThat(models.at(29)).contains(new Says(20));
        assertThat(models.at(30)).contains(new Says(30));
    }

    @Test
    void withoutAModelItIsFlatAndAModelOfTheFutureStopsTheRun() {
        assertThat(model(now -> Optional.empty(), 0.9, 0.9))
                .filteredOn(Decided.class::isInstance)
                .allSatisfy(entry -> assertThat(((Decided) entry).reason()).isEqualTo("no model yet"));
        assertThatThrownBy(() -> model(now -> Optional.of(new Says(now + 1)), 0.9))
                .hasMessageContaining("model 2023Q4");
    }
}
