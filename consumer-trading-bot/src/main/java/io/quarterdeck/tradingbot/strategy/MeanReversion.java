package io.quarterdeck.tradingbot.strategy;

import io.quarterdeck.tradingbot.market.Indicator;
import io.quarterdeck.tradingbot.market.Indicators;
import io.quarterdeck.tradingbot.market.MarketView;
import java.util.List;
import java.util.function.Supplier;

/**
 * Buys what has fallen below its lower Bollinger band while the relative strength index says oversold; sells when the price is
 * back at its mean, or after so many bars. The other way round for shorts, if allowed.
 *
 * @param window bars of mean and deviation
 * @param entry how many deviations below the mean it buys
 * @param rsiWindow bars of the relative strength index
 * @param oversold the index below which it buys; it goes short above 100 minus this
 * @param maximumBars after which it gives up
 * @param shorts whether it goes short
 */
public record MeanReversion(int window, double entry, int rsiWindow, double oversold, int maximumBars, boolean shorts)
        implements Strategy {

    /** Bands of two deviations around a day of hourly bars, index of 14 below 30, out after two days. */
    public static final MeanReversion DEFAULT = new MeanReversion(24, 2, 14, 30, 48, false);

    private static final int SCORE = 0;
    private static final int RSI = 1;

    public MeanReversion {
        if (!(entry > 0) || !(oversold > 0 && oversold <= 50) || maximumBars < 1) {
            throw new IllegalArgumentException("mean-reversion: entry " + entry + ", oversold " + oversold
                    + ", maximum bars " + maximumBars + "; want entry above 0, oversold in 0..50, at least one bar");
        }
    }

    @Override
    public String name() {
        return "mean-reversion";
    }

    @Override
    public List<Supplier<Indicator>> indicators() {
        return List.of(Indicators.zScore(window), Indicators.rsi(rsiWindow));
    }

    @Override
    public Target decide(MarketView view) {
        double score = view.indicator(SCORE);
        double rsi = view.indicator(RSI);
        if (Double.isNaN(score) || Double.isNaN(rsi)) {
            return Target.flat("warming up");
        }
        double quantity = view.quantity();
        if (quantity != 0) {
            if (view.barsHeld() >= maximumBars) {
                return Target.flat("held too long");
            }
            return quantity > 0 == score >= 0 ? Target.flat("back at the mean") : Target.keep();
        }
        if (score <= -entry && rsi <= oversold) {
            return new Target(view.evenWeight(), "oversold");
        }
        if (shorts && score >= entry && rsi >= 100 - oversold) {
            return new Target(-view.evenWeight(), "overbought");
        }
        return Target.flat("within the bands");
    }
}
