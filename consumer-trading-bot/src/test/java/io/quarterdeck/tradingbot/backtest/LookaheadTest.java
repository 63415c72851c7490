package io.quarterdeck.tradingbot.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.engine.Run;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.FeatureRow;
import io.quarterdeck.tradingbot.market.FeatureRows;
import io.quarterdeck.tradingbot.market.MarketView;
import io.quarterdeck.tradingbot.strategy.MeanReversion;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Target;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookaheadTest {

    private static final List<Bar> BARS = Bars.walk(11, 1_200, "A", "B");
    private static final Settings SETTINGS = Run.settings("A", "B").withInterval(Duration.ofMinutes(10));

    private static Setup honest(Strategy strategy) {
        return Setup.of(SETTINGS, strategy, List::of);
    }

    @Test
    void honestStrategiesPass() {
        for (Strategy strategy : List.of(new Trend(3, 9, 5, 0.4, false), new MeanReversion(6, 1, 4, 45, 5, false))) {
            assertThat(Lookahead.check(BARS, bars -> honest(strategy), 20, 1)).isEmpty();
        }
    }

    /** Knows a later close of its symbol, if the data has one; else it guesses. */
    private record Cheat(Map<String, Double> closes, int minutesAhead) implements Strategy {

        static Cheat of(List<Bar> bars, int minutesAhead) {
            var closes = new HashMap<String, Double>();
            bars.forEach(bar -> closes.put(bar.symbol() + bar.openTimeMicros(), bar.close()));
            return new Cheat(closes, minutesAhead);
        }

        @Override
        public String name() {
            return "cheat";
        }

        @Override
        public Target decide(MarketView view) {
            long later = view.nowMicros() + (minutesAhead - 1) * Bars.MINUTE;
            double then = closes.getOrDefault(view.symbol() + later, view.price());
            return then > view.price() ? new Target(view.evenWeight(), "will rise") : Target.flat("will not rise");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void aStrategyThatKnowsALaterPriceIsCaught(int minutesAhead) {
        assertThat(Lookahead.check(BARS, bars -> honest(Cheat.of(bars, minutesAhead)), 20, 1))
                .isNotEmpty();
    }

    /** The usual mistake: a constant of the whole sample. */
    private record AboveMean(double mean) implements Strategy {
        @Override
        public String name() {
            return "above-mean";
        }

        @Override
        public Target decide(MarketView view) {
            return view.price() > mean ? new Target(view.evenWeight(), "above") : Target.flat("below");
        }
    }

    @Test
    void aConstantOfTheWholeSampleIsCaught() {
        var findings = Lookahead.check(
                BARS,
                bars -> honest(new AboveMean(
                        bars.stream().mapToDouble(Bar::close).average().orElseThrow())),
                20,
                1);

        assertThat(findings).isNotEmpty();
        assertThat(findings.get(0).whole()).isNotEqualTo(findings.get(0).cut());
    }

    private record FollowsFeature() implements Strategy {
        @Override
        public String name() {
            return "follows-feature";
        }

        @Override
        public List<String> features() {
            return List.of("log_return_1");
        }

        @Override
        public Target decide(MarketView view) {
            return view.feature(0) > 0 ? new Target(view.evenWeight(), "up") : Target.flat("down");
        }
    }

    /** Rows of the return from each bar to the one so many later, said to be known at the bar's close. */
    private static FeatureRows returns(List<Bar> bars, int later) {
        var bySymbol = new HashMap<String, List<Bar>>();
        bars.forEach(bar -> bySymbol.computeIfAbsent(bar.symbol(), symbol -> new ArrayList<>())
                .add(bar));
        var rows = new ArrayList<FeatureRow>();
        bySymbol.forEach((symbol, all) -> {
            for (int i = 1; i < all.size(); i++) {
                Bar bar = all.get(i);
                Bar other = all.get(Math.min(i + later, all.size() - 1));
                double value = other.close() / all.get(i - 1).close() - 1;
                rows.add(new FeatureRow(
                        symbol, bar.openTimeMicros(), bar.openTimeMicros() + Bars.MINUTE, "2024Q1-v1", new double[] {
                            value
                        }));
            }
        });
        return new FeatureRows(rows);
    }

    @Test
    void aFeatureThatWasNotKnownWhenItSaysItWasIsCaught() {
        assertThat(Lookahead.check(BARS, bars -> featured(bars, 0), 20, 1)).isEmpty();
        assertThat(Lookahead.check(BARS, bars -> featured(bars, 1), 20, 1)).isNotEmpty();
    }

    private static Setup featured(List<Bar> bars, int later) {
        return new Setup(SETTINGS, new FollowsFeature(), () -> returns(bars, later), List::of);
    }
}
