package io.quarterdeck.tradingbot.strategy;

import io.quarterdeck.tradingbot.market.Indicator;
import io.quarterdeck.tradingbot.market.Indicators;
import io.quarterdeck.tradingbot.market.MarketView;
import java.util.List;
import java.util.function.Supplier;

/**
 * Long while the fast average is above the slow one; below it flat, or short if allowed. The position is so large that its
 * volatility is the one aimed at (Moskowitz, Ooi and Pedersen, Time series momentum, 2012), and at most an even part of the
 * account.
 *
 * @param fast bars of the fast exponential average
 * @param slow bars of the slow one, more
 * @param volatilityBars bars over which volatility is measured
 * @param targetVolatility per year, of each position by itself; 0: no volatility targeting, always an even part
 * @param shorts whether it goes short
 */
public record Trend(int fast, int slow, int volatilityBars, double targetVolatility, boolean shorts)
        implements Strategy {

    /** Two and eight days of hourly bars, volatility of a week, 40 % a year. */
    public static final Trend DEFAULT = new Trend(48, 192, 168, 0.4, false);

    private static final int FAST = 0;
    private static final int SLOW = 1;
    private static final int VOLATILITY = 2;

    public Trend {
        if (fast < 1 || fast >= slow || !(targetVolatility >= 0)) {
            throw new IllegalArgumentException("trend: fast " + fast + ", slow " + slow + ", target volatility "
                    + targetVolatility + "; fast must be below slow, no volatility below 0");
        }
    }

    @Override
    public String name() {
        return "trend";
    }

    @Override
    public List<Supplier<Indicator>> indicators() {
        return targetVolatility == 0
                ? List.of(Indicators.ema(fast), Indicators.ema(slow))
                : List.of(Indicators.ema(fast), Indicators.ema(slow), Indicators.volatility(volatilityBars));
    }

    @Override
    public Target decide(MarketView view) {
        double spread = view.indicator(FAST) - view.indicator(SLOW);
        double size = size(view);
        if (Double.isNaN(spread) || Double.isNaN(size)) {
            return Target.flat("warming up");
        }
        if (spread > 0) {
            return new Target(size, "fast above slow");
        }
        return shorts && spread < 0 ? new Target(-size, "fast below slow") : Target.flat("fast below slow");
    }

    private double size(MarketView view) {
        if (targetVolatility == 0) {
            return view.evenWeight();
        }
        double yearly = view.indicator(VOLATILITY) * Math.sqrt(view.intervalsPerYear());
        return view.evenWeight()
                * (yearly > targetVolatility ? targetVolatility / yearly : yearly >= 0 ? 1 : Double.NaN);
    }
}
