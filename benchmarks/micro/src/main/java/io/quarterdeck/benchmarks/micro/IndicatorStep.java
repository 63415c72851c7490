package io.quarterdeck.benchmarks.micro;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.market.Indicator;
import io.quarterdeck.tradingbot.market.Indicators;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The next bar to an indicator of the bot, and its new value. */
@State(Scope.Thread)
public class IndicatorStep {

    private final List<Bar> bars = SampleRows.bars();
    private final Indicator average = Indicators.ema(24).get();
    private final Indicator volatility = Indicators.volatility(168).get();

    @Benchmark
    @OperationsPerInvocation(SampleRows.COUNT)
    public void average(Blackhole values) {
        step(average, values);
    }

    @Benchmark
    @OperationsPerInvocation(SampleRows.COUNT)
    public void volatility(Blackhole values) {
        step(volatility, values);
    }

    private void step(Indicator indicator, Blackhole values) {
        for (Bar bar : bars) {
            indicator.add(bar.high(), bar.low(), bar.close());
            values.consume(indicator.value());
        }
    }
}
