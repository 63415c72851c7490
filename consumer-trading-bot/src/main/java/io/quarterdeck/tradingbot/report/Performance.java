package io.quarterdeck.tradingbot.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Journal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What a run achieved, made of its journal alone: from the first mark of the account to the last. Times are UTC, money is in
 * quote currency, figures of a year take it as 365 days, shares are 0.01 for one percent. NaN where a figure is not defined.
 *
 * @param days one for each calendar day, also for those without a bar
 * @param quarters in order of time
 * @param symbols in order of their names
 * @param parts per quarter and symbol, where there was a position or a trade
 * @param guards those that did something
 */
public record Performance(
        String run,
        String strategy,
        String settings,
        Instant from,
        Instant to,
        Totals totals,
        List<Day> days,
        List<OfQuarter> quarters,
        List<OfSymbol> symbols,
        List<Part> parts,
        List<OfGuard> guards) {

    /**
     * The whole run.
     *
     * @param growth end over start, less 1
     * @param cagr growth in a year, compounded
     * @param volatility standard deviation of a year's return
     * @param maximumDrawdown deepest fall of the marked equity from a peak before it
     * @param longestDrawdownDays from a peak until it was reached again, or the end
     * @param calmar cagr over maximum drawdown (Young, Calmar ratio: a smoother tool, 1991; here over the whole run)
     * @param tailLoss mean loss of the worst 5 % of the days (CVaR 95)
     * @param exposure mean value of all positions, long and short, in shares of the equity
     * @param inMarket share of the marks at which there was a position
     * @param turnover bought and sold in a year, in mean equities
     * @param slippage paid for spread and impact
     * @param trades that were closed: from flat to flat
     * @param hitRate share of trades that made a profit, after costs
     * @param profitFactor profits over losses
     * @param expectancy mean profit of a trade
     * @param expectancyShare mean profit of a trade in shares of the money that went into it
     */
    public record Totals(
            double startEquity,
            double endEquity,
            double growth,
            double cagr,
            double volatility,
            double sharpe,
            double sortino,
            double calmar,
            double maximumDrawdown,
            double longestDrawdownDays,
            double tailLoss,
            double exposure,
            double inMarket,
            double turnover,
            double fees,
            double slippage,
            int orders,
            int fills,
            int trades,
            double hitRate,
            double profitFactor,
            double expectancy,
            double expectancyShare) {}

    /**
     * A day's end.
     *
     * @param equity at the last mark of the day
     * @param growth since the end of the day before
     * @param drawdown below the highest day's end before, 0 at a peak
     */
    public record Day(LocalDate date, double equity, double growth, double drawdown) {}

    public record OfQuarter(
            String quarter,
            double startEquity,
            double endEquity,
            double growth,
            double maximumDrawdown,
            double sharpe,
            double costs,
            int trades) {}

    /** @param profit after costs, what is still open included */
    public record OfSymbol(
            String symbol, double profit, double fees, double slippage, double turnover, int trades, double hitRate) {}

    /**
     * @param halts times that it tripped
     * @param refusals orders and fills that it stopped
     */
    public record OfGuard(String guard, int halts, int refusals) {}

    public record Part(String quarter, String symbol, double profit) {}

    public static Performance of(Iterable<Entry> entries) {
        var recorder = new PerformanceRecorder();
        entries.forEach(recorder::append);
        return recorder.performance();
    }

    /** A journal that keeps no entries but what is needed for this. */
    public interface Recorder extends Journal {
        /** @throws IllegalStateException if the account was never marked */
        Performance performance();
    }

    public static Recorder recorder() {
        return new PerformanceRecorder();
    }

    /** The days' returns. */
    @JsonIgnore
    public double[] returns() {
        return days.stream().mapToDouble(Day::growth).toArray();
    }

    static Quarter quarter(long micros) {
        return Quarter.of(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)));
    }
}
