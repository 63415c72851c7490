package io.quarterdeck.tradingbot.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import io.quarterdeck.tradingbot.backtest.Grid.Trial;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.market.MarketView;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.report.Performance;
import io.quarterdeck.tradingbot.strategy.BuyAndHold;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Target;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridTest {

    private static final List<Bar> BARS = Bars.walk(1, 10 * 24 * 60, "A", "B");
    private static final Setup SETUP =
            Setup.of(Settings.of("run", new Symbols(List.of("A", "B"))), new BuyAndHold(), List::of);

    @Test
    void everyTrialIsRecordedInOrderAndIsTheBacktestThatItWouldBeAlone() throws Exception {
        List<Strategy> strategies = List.of(
                new Trend(2, 8, 12, 0.4, false),
                new Trend(4, 8, 12, 0.4, false),
                new BuyAndHold(),
                new Trend(4, 16, 12, 0.4, false));
        var recorded = new ArrayList<Trial>();

        List<Trial> trials = Grid.run(SETUP, strategies, BARS, 2, recorded::add);

        assertThat(trials).isEqualTo(recorded).extracting(Trial::strategy).isEqualTo(strategies);
        for (Trial trial : trials) {
            assertThat(trial.performance())
                    .isEqualTo(Performance.of(Backtest.run(SETUP.withStrategy(trial.strategy()), BARS)));
        }
        assertThat(Grid.spread(trials).count()).isEqualTo(4);
        assertThat(Grid.spread(trials).variance()).isPositive();
    }

    private record Broken() implements Strategy {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Target decide(MarketView view) {
            return new Target(view.close(1), "there is no bar before the first");
        }
    }

    @Test
    void aTrialThatFailsFailsTheGrid() {
        assertThatThrownBy(() -> Grid.run(SETUP, List.of(new Broken()), BARS, 2, trial -> {}))
                .hasMessageContaining("a trial failed");
    }
}
