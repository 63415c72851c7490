package io.quarterdeck.batch.cleaning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Cleans the raw minute bars of one symbol and hour, which come in any order: drops impossible rows, then keeps of each
 * minute the newest of what remains, so that an impossible correction never hides a good row. Counts and hands on what it
 * drops; a dropped duplicate is compared with the row that is kept.
 *
 * <p>The newest is the one with the highest Kafka offset; a symbol's bars share a partition. A minute that was made from
 * trades stands where there is no recorded bar; the order flow of the trades counts either way.
 */
final class CleanHour {

    static final int MINUTES = 60;

    /** A recorded bar that is dropped, or one that was made from trades; then the bar has no origin. */
    private record Dropped(Rule rule, RawBar recorded, TradeMinute traded) {

        long openTime() {
            return recorded != null ? recorded.openTime() : traded.openTimeMicros();
        }

        long kafkaOffset() {
            return recorded != null ? recorded.kafkaOffset() : Long.MAX_VALUE;
        }

        Row row() {
            return recorded != null ? Quarantine.row(rule, recorded) : Quarantine.row(rule, traded);
        }
    }

    private final long openTimeMicros;
    private final long[] counts = new long[Rule.values().length];
    private long rows;
    private long trades;

    /** By minute, as the next one; null where there is none. */
    private final RawBar[] recorded = new RawBar[MINUTES];

    /** Null as long as there is none. */
    private TradeMinute[] traded;

    /** Which of them are equal to the one that is kept is not known before the last row has come. */
    private final List<RawBar> older = new ArrayList<>(0);

    private final List<Dropped> droppedBars = new ArrayList<>(0);
    private final List<Row> droppedTrades = new ArrayList<>(0);

    CleanHour(long openTimeMicros) {
        this.openTimeMicros = openTimeMicros;
    }

    /** @param bar that begins within this hour */
    void add(RawBar bar) {
        rows++;
        Rule broken = bar.brokenRule();
        if (broken != null) {
            drop(new Dropped(broken, bar, null));
            return;
        }
        int minute = minute(bar.openTime());
        RawBar other = recorded[minute];
        if (other == null) {
            recorded[minute] = bar;
        } else if (bar.kafkaOffset() > other.kafkaOffset()) {
            recorded[minute] = bar;
            older.add(other);
        } else {
            older.add(bar);
        }
    }

    /** A minute of this hour that was made from trades, at most one for each. */
    void add(TradeMinute minute) {
        if (traded == null) {
            traded = new TradeMinute[MINUTES];
        }
        traded[minute(minute.openTimeMicros())] = minute;
    }

    /**
     * Raw trades of a minute, and what the rules did to them.
     *
     * @param byRule how many rows, by the rule's ordinal
     * @param dropped those that were dropped, see {@link Quarantine#TRADE}
     */
    void count(long rawTrades, long[] byRule, List<Row> dropped) {
        trades += rawTrades;
        for (int rule = 0; rule < byRule.length; rule++) {
            counts[rule] += byRule[rule];
        }
        droppedTrades.addAll(dropped);
    }

    /** To be called once, when all rows have been added and before anything is asked. */
    void dropDuplicates() {
        for (RawBar bar : older) {
            boolean same = bar.saysTheSameAs(recorded[minute(bar.openTime())]);
            drop(new Dropped(same ? Rule.EXACT_DUPLICATE : Rule.CONFLICTING_DUPLICATE, bar, null));
        }
        older.clear();
    }

    /** Adds what is plausible of each minute. */
    void addTo(MinuteSeries series) {
        for (int minute = 0; minute < MINUTES; minute++) {
            long sinceEpoch = openTimeMicros / TradeMinute.MICROS + minute;
            if (recorded[minute] != null) {
                RawBar bar = recorded[minute];
                series.add(sinceEpoch, bar.low(), bar.high(), bar.close());
            } else if (traded(minute) != null) {
                TradeMinute bar = traded[minute];
                series.add(sinceEpoch, bar.low(), bar.high(), bar.close());
            }
        }
    }

    /**
     * Drops the bar of a minute if it is a spike. Trades of the minute then stand in for a recorded bar, unless they are one,
     * too.
     *
     * @param i place of the minute, which must be of this hour, in the rule's series
     * @param sinceEpoch the minute since 1970
     */
    void dropIfSpike(SpikeRule rule, int i, long sinceEpoch) {
        if (!rule.breaks(i)) {
            return;
        }
        int minute = (int) Math.floorMod(sinceEpoch, (long) MINUTES);
        boolean tradesDiffer = recorded[minute] != null
                && traded(minute) != null
                && !rule.breaks(i, traded[minute].low(), traded[minute].high());
        if (recorded[minute] != null) {
            drop(new Dropped(Rule.SPIKE, recorded[minute], null));
            recorded[minute] = null;
        }
        if (traded(minute) != null && !tradesDiffer) {
            drop(new Dropped(Rule.SPIKE, null, traded[minute]));
            traded[minute] = null;
        }
    }

    void flag(Rule rule) {
        counts[rule.ordinal()]++;
    }

    private void drop(Dropped dropped) {
        counts[dropped.rule.ordinal()]++;
        droppedBars.add(dropped);
    }

    long openTimeMicros() {
        return openTimeMicros;
    }

    /** Raw bars seen. */
    long rows() {
        return rows;
    }

    /** Raw trades seen. */
    long trades() {
        return trades;
    }

    /** How much came under each {@link Rule}, by its ordinal. */
    long[] counts() {
        long[] counts = this.counts.clone();
        for (int minute = 0; minute < MINUTES; minute++) {
            if (traded(minute) != null && recorded[minute] != null) {
                counts[Rule.TRADE_MINUTE_OVERRULED.ordinal()]++;
            }
        }
        return counts;
    }

    /** The bars that were dropped, see {@link Quarantine#BAR}, in order of time whatever order they came in. */
    List<Row> droppedBars() {
        return droppedBars.stream()
                .sorted(Comparator.comparingLong(Dropped::openTime).thenComparingLong(Dropped::kafkaOffset))
                .map(Dropped::row)
                .toList();
    }

    /** The trades that were dropped, see {@link Quarantine#TRADE}, in the order in which they were sent. */
    List<Row> droppedTrades() {
        return droppedTrades.stream().sorted(Quarantine.TRADE_ORDER).toList();
    }

    /** The bar of the whole hour. */
    SlotBar bar() {
        return bar(0, MINUTES);
    }

    /**
     * The bar of the clean minutes of a part of the hour, summed in order of time; null if none is left.
     *
     * @param first minute of the hour
     * @param minutes how many
     */
    SlotBar bar(int first, int minutes) {
        var bar = new JoinedMinutes();
        for (int minute = first; minute < first + minutes; minute++) {
            RawBar raw = recorded[minute];
            TradeMinute fromTrades = traded(minute);
            if (raw != null) {
                bar.add(raw.open(), raw.high(), raw.low(), raw.close(), raw.volume(), raw.turnover());
            } else if (fromTrades != null) {
                bar.add(
                        fromTrades.open(),
                        fromTrades.high(),
                        fromTrades.low(),
                        fromTrades.close(),
                        fromTrades.volume(),
                        fromTrades.turnover());
            }
        }
        if (bar.isEmpty()) {
            return null;
        }
        return bar.joined(
                openTimeMicros + first * TradeMinute.MICROS,
                traded == null ? OrderFlow.NONE : OrderFlow.of(Arrays.copyOfRange(traded, first, first + minutes)));
    }

    private TradeMinute traded(int minute) {
        return traded == null ? null : traded[minute];
    }

    private int minute(long time) {
        return (int) ((time - openTimeMicros) / TradeMinute.MICROS);
    }
}
