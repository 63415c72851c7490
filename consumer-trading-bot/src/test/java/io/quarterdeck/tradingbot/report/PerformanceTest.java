package io.quarterdeck.tradingbot.report;

import static io.quarterdeck.tradingbot.Bars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.engine.AnyStrategy;
import io.quarterdeck.tradingbot.engine.Costs;
import io.quarterdeck.tradingbot.engine.Run;
import io.quarterdeck.tradingbot.engine.Script;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Holding;
import io.quarterdeck.tradingbot.report.Performance.Day;
import io.quarterdeck.tradingbot.report.Performance.OfGuard;
import io.quarterdeck.tradingbot.report.Performance.OfQuarter;
import io.quarterdeck.tradingbot.report.Performance.OfSymbol;
import io.quarterdeck.tradingbot.report.Performance.Part;
import io.quarterdeck.tradingbot.report.Performance.Totals;
import io.quarterdeck.tradingbot.risk.PriceBand;
import io.quarterdeck.tradingbot.risk.StaleData;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.BaseTradingRecord;
import org.ta4j.core.criteria.MaximumDrawdownCriterion;
import org.ta4j.core.criteria.PositionsRatioCriterion;
import org.ta4j.core.criteria.pnl.ProfitLossCriterion;
import org.ta4j.core.num.DoubleNum;

class PerformanceTest {

    private static final int DAY = 24 * 60;

    /** A slot that ends its hour, so that the account is marked. */
    private static Run hour(Run run, String symbol, int hour, double price) {
        return run.bars(bar(symbol, 60 * hour + 59, price));
    }

    /**
     * Bought at 100 for half the account (500 units), 120 at the end of the first day, sold at 90 on the second, bought again at
     * 90 (528 units, half of 95 000 down to whole ones is not asked), closed at 99.
     */
    @Test
    void aRunByHand() {
        var settings = Run.settings("A").withCosts(new Costs(10, 0, 0, 1));
        var run = new Run(
                settings, new Script(Map.of(59, 0.5, DAY + 59, 0.0, DAY + 179, 0.5, 2 * DAY + 59, 0.0)), List::of);
        hour(run, "A", 0, 100);
        hour(run, "A", 1, 100);
        hour(run, "A", 23, 120);
        hour(run, "A", 24, 90);
        hour(run, "A", 25, 90);
        hour(run, "A", 26, 90);
        hour(run, "A", 27, 90);
        hour(run, "A", 48, 99);
        hour(run, "A", 49, 99);

        Performance performance = Performance.of(run.entries());

        double first = 100_000 - 50; // fee of 10 bps on 50 000
        double second = first - 5_000 - 45; // 500 units, 10 less each; fee on 45 000
        double units = second * 0.5 / 90;
        double end = second + units * 9 - units * 90 * 0.001 - units * 99 * 0.001;
        Totals totals = performance.totals();
        assertThat(totals.startEquity()).isEqualTo(100_000);
        assertThat(totals.endEquity()).isCloseTo(end, within(0.01));
        assertThat(totals.growth()).isCloseTo(end / 100_000 - 1, within(1e-7));
        assertThat(totals.trades()).isEqualTo(2);
        assertThat(totals.orders()).isEqualTo(4);
        assertThat(totals.hitRate()).isEqualTo(0.5);
        double loss = 100_000 - second;
        double gain = end - second;
        assertThat(totals.profitFactor()).isCloseTo(gain / loss, within(1e-5));
        assertThat(totals.expectancy()).isCloseTo((gain - loss) / 2, within(0.01));
        assertThat(totals.expectancyShare()).isCloseTo((gain / (units * 90) - loss / 50_000) / 2, within(1e-6));
        assertThat(totals.fees()).isCloseTo(95 + units * 189 * 0.001, within(0.01));
        assertThat(totals.slippage()).isZero();
        double peak = first + 10_000;
        assertThat(totals.maximumDrawdown()).isCloseTo(1 - (first - 5_000 - 45 - units * 0.09) / peak, within(1e-6));
        assertThat(performance.days())
                .extracting(Day::equity)
                .hasSize(3)
                .first()
                .isEqualTo(peak);
        assertThat(performance.days().get(1).drawdown()).isCloseTo(totals.maximumDrawdown(), within(1e-6));
        assertThat(totals.inMarket()).isCloseTo(5 / 9.0, within(1e-9));
        assertThat(performance.quarters()).singleElement().satisfies(quarter -> {
            assertThat(quarter.quarter()).isEqualTo("2024Q1");
            assertThat(quarter.growth()).isCloseTo(totals.growth(), within(1e-12));
            assertThat(quarter.trades()).isEqualTo(2);
        });
    }

    /** The same prices, bought once and sold once, as ta4j sees it: it knows positions of one unit, and growth by price. */
    @Test
    void drawdownProfitAndHitRateAreThoseOfTa4j() {
        double[] prices = {100, 100, 110, 95, 105, 80, 120, 115, 115};
        var run = Run.of(Map.of(59, 1.0, 60 * 8 - 1, 0.0), List::of, "A");
        BarSeries series =
                new BaseBarSeriesBuilder().withNumTypeOf(DoubleNum.class).build();
        for (int i = 0; i < prices.length; i++) {
            hour(run, "A", i, prices[i]);
            series.addBar(
                    Duration.ofHours(1),
                    Instant.ofEpochSecond(3_600L * (i + 1)).atZone(ZoneOffset.UTC),
                    prices[i],
                    prices[i],
                    prices[i],
                    prices[i],
                    1);
        }
        var record = new BaseTradingRecord();
        record.enter(1, series.getBar(1).getClosePrice(), series.numOf(1_000));
        record.exit(8, series.getBar(8).getClosePrice(), series.numOf(1_000));

        Totals totals = Performance.of(run.entries()).totals();

        assertThat(totals.maximumDrawdown())
                .isCloseTo(
                        new MaximumDrawdownCriterion().calculate(series, record).doubleValue(), within(1e-12));
        assertThat(totals.expectancy())
                .isCloseTo(new ProfitLossCriterion().calculate(series, record).doubleValue(), within(1e-6));
        assertThat(totals.hitRate())
                .isEqualTo(PositionsRatioCriterion.WinningPositionsRatioCriterion()
                        .calculate(series, record)
                        .doubleValue());
    }

    @Test
    void aFillThatTurnsThePositionEndsOneTradeAndBeginsTheNext() {
        var trades = new Trades();
        trades.add(new Filled(0, 1, "a", "A", 2, 100, 100, 2));
        trades.add(new Filled(0, 2, "b", "A", -3, 110, 110, 3)); // 2 close, 1 opens a short one
        trades.add(new Filled(0, 3, "c", "A", 1, 100, 100, 1));

        assertThat(trades.closed())
                .extracting(Trades.Trade::profit)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(20 - 2 - 2, within(1e-9)),
                        second -> assertThat(second).isCloseTo(10 - 1 - 1, within(1e-9)));
        assertThat(trades.closed()).extracting(Trades.Trade::invested).containsExactly(200.0, 110.0);
    }

    @Test
    void aProfitBelongsToTheQuarterInWhichItWasMade() {
        long february = Bars.START + 31L * DAY * Bars.MINUTE;
        long april = Bars.START + 91L * DAY * Bars.MINUTE;
        var recorder = new PerformanceRecorder();
        recorder.append(new Marked(0, february, 1_000, 1_000, List.of()));
        recorder.append(new Filled(1, february, "a", "A", 10, 50, 50, 1));
        recorder.append(new Marked(2, april - Bars.MINUTE, 499, 1_099, List.of(new Holding("A", 10, 60))));
        recorder.append(new Filled(3, april, "b", "A", -10, 70, 70, 1));
        recorder.append(new Marked(4, april, 1_198, 1_198, List.of()));

        Performance performance = recorder.performance();

        assertThat(performance.parts()).containsExactly(new Part("2024Q1", "A", 99), new Part("2024Q2", "A", 99));
        assertThat(performance.quarters()).extracting(OfQuarter::startEquity).containsExactly(1_000.0, 1_099.0);
        assertThat(performance.quarters()).extracting(OfQuarter::trades).containsExactly(0, 1);
        assertThat(performance.days())
                .as("a day without a mark is worth what the day before was")
                .hasSize(61)
                .extracting(Day::equity)
                .containsOnly(1_000.0, 1_099.0, 1_198.0);
    }

    @Test
    void whatEachGuardDidIsCounted() {
        var run = Run.of(
                Map.of(0, 0.1), () -> List.of(new PriceBand(0.1), new StaleData(Duration.ofMinutes(2))), "A", "B", "C");

        run.bars(bar("A", 0, 100), bar("B", 0, 100), bar("C", 0, 100));
        run.bars(bar("A", 1, 200), bar("B", 1, 200)).prices("C", 2, 100, 100, 100);

        assertThat(Performance.of(run.entries()).guards())
                .containsExactly(new OfGuard("price-band", 0, 2), new OfGuard("stale-data", 2, 0));
    }

    @Property(tries = 50)
    void profitsOfSymbolsAndPartsAddUpToWhatTheEquityGained(@ForAll long seed) {
        var settings = Run.settings("A", "B", "C").withCosts(Costs.DEFAULT).withMargin();
        var run = new Run(settings, new AnyStrategy(seed), List::of);
        run.bars(Bars.walk(seed, 400, "A", "B", "C").toArray(Bar[]::new));

        Performance performance = Performance.of(run.entries());

        double gained = performance.totals().endEquity() - performance.totals().startEquity();
        double tolerance = 1e-9 * (100_000 + run.engine().portfolio().turnover());
        assertThat(performance.symbols().stream().mapToDouble(OfSymbol::profit).sum())
                .isCloseTo(gained, within(tolerance));
        assertThat(performance.parts().stream().mapToDouble(Part::profit).sum()).isCloseTo(gained, within(tolerance));
        assertThat(performance.totals().fees())
                .isCloseTo(run.engine().portfolio().fees(), within(tolerance));
    }
}
