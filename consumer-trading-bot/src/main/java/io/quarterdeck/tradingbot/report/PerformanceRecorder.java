package io.quarterdeck.tradingbot.report;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.journal.Entry.Started;
import io.quarterdeck.tradingbot.journal.Holding;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.report.Performance.Day;
import io.quarterdeck.tradingbot.report.Performance.OfGuard;
import io.quarterdeck.tradingbot.report.Performance.OfQuarter;
import io.quarterdeck.tradingbot.report.Performance.OfSymbol;
import io.quarterdeck.tradingbot.report.Performance.Part;
import io.quarterdeck.tradingbot.report.Performance.Totals;
import io.quarterdeck.tradingbot.report.Trades.Trade;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds entries up. Profits are booked from mark to mark, so that those of all symbols add up to what the equity gained. */
final class PerformanceRecorder implements Performance.Recorder {

    private static final long DAY = 86_400_000_000L;

    private static final class Sums {
        double profit;
        double fees;
        double slippage;
        double turnover;
    }

    private static final class QuarterSums {
        double start;
        double end;
        double peak;
        double drawdown;
        double costs;
        final Map<String, Double> profits = new TreeMap<>();
    }

    private Started started;
    private Marked first;
    private Marked last;
    private final TreeMap<Long, Double> dayEnds = new TreeMap<>();
    private final Map<String, Sums> symbols = new TreeMap<>();
    private final TreeMap<Quarter, QuarterSums> quarters = new TreeMap<>();
    private final Trades trades = new Trades();
    private final Map<String, Double> flows = new HashMap<>();
    private final Map<String, Double> values = new HashMap<>();
    private double peak;
    private long peakAt;
    private double drawdown;
    private long longestDrawdown;
    private double exposures;
    private double equities;
    private long marks;
    private long marksInMarket;
    private int orders;
    private int fills;
    private final Map<String, OfGuard> guards = new TreeMap<>();

    @Override
    public void append(Entry entry) {
        if (entry instanceof Started start) {
            started = start;
        } else if (entry instanceof Marked marked) {
            mark(marked);
        } else if (entry instanceof Filled fill) {
            fill(fill);
        } else if (entry instanceof Ordered) {
            orders++;
        } else if (entry instanceof Guarded guarded) {
            int halts = guarded.act() == Act.TRIPPED ? 1 : 0;
            int refusals = guarded.act() == Act.REFUSED ? 1 : 0;
            guards.merge(
                    guarded.guard(),
                    new OfGuard(guarded.guard(), halts, refusals),
                    (one, other) ->
                            new OfGuard(one.guard(), one.halts() + other.halts(), one.refusals() + other.refusals()));
        }
    }

    @Override
    public void endSlot() {}

    private void fill(Filled fill) {
        fills++;
        trades.add(fill);
        double slippage = (fill.price() - fill.open()) * fill.quantity();
        Sums sums = symbols.computeIfAbsent(fill.symbol(), symbol -> new Sums());
        sums.fees += fill.fee();
        sums.slippage += slippage;
        sums.turnover += Math.abs(fill.quantity()) * fill.price();
        flows.merge(fill.symbol(), -fill.quantity() * fill.price() - fill.fee(), Double::sum);
        quarter(fill.slot()).costs += fill.fee() + slippage;
    }

    private QuarterSums quarter(long slot) {
        return quarters.computeIfAbsent(Performance.quarter(slot), quarter -> {
            var sums = new QuarterSums();
            sums.start = last == null ? Double.NaN : last.equity();
            sums.end = sums.start;
            sums.peak = sums.start;
            return sums;
        });
    }

    private void mark(Marked marked) {
        if (first == null) {
            first = marked;
            peak = marked.equity();
            peakAt = marked.slot();
            QuarterSums sums = quarter(marked.slot());
            sums.start = marked.equity();
            sums.peak = marked.equity();
        }
        book(marked);
        dayEnds.put(Math.floorDiv(marked.slot(), DAY), marked.equity());
        if (marked.equity() >= peak) {
            peak = marked.equity();
            peakAt = marked.slot();
        } else {
            drawdown = Math.max(drawdown, 1 - marked.equity() / peak);
            longestDrawdown = Math.max(longestDrawdown, marked.slot() - peakAt);
        }
        QuarterSums sums = quarter(marked.slot());
        sums.end = marked.equity();
        sums.peak = Math.max(sums.peak, marked.equity());
        sums.drawdown = Math.max(sums.drawdown, 1 - marked.equity() / sums.peak);
        double gross = 0;
        for (Holding holding : marked.holdings()) {
            gross += Math.abs(holding.quantity() * holding.price());
        }
        exposures += gross / marked.equity();
        equities += marked.equity();
        marks++;
        marksInMarket += marked.holdings().isEmpty() ? 0 : 1;
        last = marked;
    }

    private void book(Marked marked) {
        Map<String, Double> now = new HashMap<>();
        marked.holdings().forEach(holding -> now.put(holding.symbol(), holding.quantity() * holding.price()));
        Set<String> touched = new HashSet<>(flows.keySet());
        touched.addAll(values.keySet());
        touched.addAll(now.keySet());
        QuarterSums quarter = quarter(marked.slot());
        for (String symbol : touched) {
            double profit =
                    now.getOrDefault(symbol, 0.0) - values.getOrDefault(symbol, 0.0) + flows.getOrDefault(symbol, 0.0);
            symbols.computeIfAbsent(symbol, key -> new Sums()).profit += profit;
            quarter.profits.merge(symbol, profit, Double::sum);
        }
        flows.clear();
        values.clear();
        values.putAll(now);
    }

    @Override
    public Performance performance() {
        if (first == null) {
            throw new IllegalStateException("the account was never marked: there was no slot");
        }
        List<Day> days = days();
        return new Performance(
                started == null ? "" : started.run(),
                started == null ? "" : started.strategy(),
                started == null ? "" : started.settings(),
                instant(first.slot()),
                instant(last.slot() + Slot.LENGTH_MICROS),
                totals(days),
                days,
                ofQuarters(days),
                ofSymbols(),
                parts(),
                List.copyOf(guards.values()));
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L));
    }

    private List<Day> days() {
        var days = new ArrayList<Day>();
        double before = first.equity();
        double highest = before;
        for (long day = dayEnds.firstKey(); day <= dayEnds.lastKey(); day++) {
            double equity = dayEnds.getOrDefault(day, before);
            highest = Math.max(highest, equity);
            days.add(new Day(LocalDate.ofEpochDay(day), equity, equity / before - 1, 1 - equity / highest));
            before = equity;
        }
        return days;
    }

    private Totals totals(List<Day> days) {
        double[] returns = days.stream().mapToDouble(Day::growth).toArray();
        double lengthInDays = (last.slot() + Slot.LENGTH_MICROS - first.slot()) / (double) DAY;
        double growth = last.equity() / first.equity();
        double cagr = Statistics.yearly(growth, lengthInDays);
        double turnover =
                symbols.values().stream().mapToDouble(sums -> sums.turnover).sum();
        List<Trade> closed = trades.closed();
        double profits = closed.stream()
                .mapToDouble(trade -> Math.max(0, trade.profit()))
                .sum();
        double losses = closed.stream()
                .mapToDouble(trade -> Math.max(0, -trade.profit()))
                .sum();
        return new Totals(
                first.equity(),
                last.equity(),
                growth - 1,
                cagr,
                Statistics.deviation(returns) * Math.sqrt(Statistics.DAYS_PER_YEAR),
                Statistics.sharpe(returns),
                Statistics.sortino(returns),
                drawdown > 0 ? cagr / drawdown : Double.NaN,
                drawdown,
                longestDrawdown / (double) DAY,
                Statistics.tailLoss(returns, 0.05),
                exposures / marks,
                marksInMarket / (double) marks,
                turnover / (equities / marks) * Statistics.DAYS_PER_YEAR / lengthInDays,
                symbols.values().stream().mapToDouble(sums -> sums.fees).sum(),
                symbols.values().stream().mapToDouble(sums -> sums.slippage).sum(),
                orders,
                fills,
                closed.size(),
                hitRate(closed),
                losses > 0 ? profits / losses : Double.NaN,
                mean(closed.stream().mapToDouble(Trade::profit).toArray()),
                mean(closed.stream()
                        .mapToDouble(trade -> trade.profit() / trade.invested())
                        .toArray()));
    }

    private static double mean(double[] values) {
        return values.length == 0 ? Double.NaN : Statistics.mean(values);
    }

    private static double hitRate(List<Trade> closed) {
        return closed.isEmpty()
                ? Double.NaN
                : closed.stream().filter(trade -> trade.profit() > 0).count() / (double) closed.size();
    }

    private List<OfQuarter> ofQuarters(List<Day> days) {
        var all = new ArrayList<OfQuarter>();
        quarters.forEach((quarter, sums) -> {
            double[] returns = days.stream()
                    .filter(day -> quarter.contains(
                            day.date().atStartOfDay(ZoneOffset.UTC).toInstant()))
                    .mapToDouble(Day::growth)
                    .toArray();
            int closed = (int) trades.closed().stream()
                    .filter(trade -> Performance.quarter(trade.closedInSlot()).equals(quarter))
                    .count();
            all.add(new OfQuarter(
                    quarter.toString(),
                    sums.start,
                    sums.end,
                    sums.end / sums.start - 1,
                    sums.drawdown,
                    Statistics.sharpe(returns),
                    sums.costs,
                    closed));
        });
        return all;
    }

    private List<OfSymbol> ofSymbols() {
        var all = new ArrayList<OfSymbol>();
        symbols.forEach((symbol, sums) -> {
            List<Trade> closed = trades.closed().stream()
                    .filter(trade -> trade.symbol().equals(symbol))
                    .toList();
            all.add(new OfSymbol(
                    symbol, sums.profit, sums.fees, sums.slippage, sums.turnover, closed.size(), hitRate(closed)));
        });
        return all;
    }

    private List<Part> parts() {
        var names = new TreeSet<>(symbols.keySet());
        var all = new ArrayList<Part>();
        quarters.forEach((quarter, sums) -> {
            for (String symbol : names) {
                if (sums.profits.containsKey(symbol)) {
                    all.add(new Part(quarter.toString(), symbol, sums.profits.get(symbol)));
                }
            }
        });
        return all;
    }
}
