package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.Tables;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives each raw trade its minute, that of a trade without a time by its id, which exchanges count up: the first minute
 * that has plausible trades with ids on both sides of its own. That looks at nothing after the minute, so a minute's bar is
 * the same whatever comes later.
 *
 * <p>A trade for which there is no such minute is not placed: it gets the minute of its lower neighbour by id, to be
 * counted there, if both its neighbours lie in one quarter; else it is left out, for what a run says of a quarter must not
 * depend on what else it reads.
 */
public final class TradePlacement {

    /** The columns of {@code lake.raw.trades} that the job reads. */
    static final StructType RAW = new StructType()
            .add("symbol", DataTypes.StringType)
            .add("trade_time", DataTypes.TimestampType)
            .add("trade_id", DataTypes.LongType)
            .add("price", DataTypes.DoubleType)
            .add("quantity", DataTypes.DoubleType)
            .add("side", DataTypes.StringType)
            .add("source_id", DataTypes.LongType)
            .add("source_line", DataTypes.LongType)
            .add("kafka_partition", DataTypes.IntegerType)
            .add("kafka_offset", DataTypes.LongType)
            .add("ingested_at", DataTypes.TimestampType);

    /** {@code minute} is its start in epoch microseconds; {@code placed} is false if it is only a neighbour's. */
    static final StructType SCHEMA =
            RAW.add("minute", DataTypes.LongType, false).add("placed", DataTypes.BooleanType, false);

    private static final int MINUTE = RAW.length();
    private static final int HIGHEST_ID = RAW.length() + 1;

    private TradePlacement() {}

    /**
     * @param rawTrades at least the columns of {@link #RAW}; all rows without a time that may belong among the others
     * @throws IllegalStateException when a column has another type
     */
    static Dataset<Row> of(Dataset<Row> rawTrades) {
        RawTable.requireTypes(Tables.RAW_TRADES, rawTrades.schema(), RAW);
        Dataset<Row> trades = rawTrades.selectExpr(RAW.fieldNames());
        Dataset<Row> timed = trades.filter(col("trade_time").isNotNull())
                .withColumn("minute", expr("unix_micros(trade_time) div %1$d * %1$d".formatted(TradeMinute.MICROS)))
                .withColumn("placed", lit(true));
        Dataset<Row> untimed = trades.filter(col("trade_time").isNull());
        return timed.unionByName(placed(untimed, idsOfMinutes(timed)));
    }

    /** The lowest and highest id of each minute. */
    private static Dataset<Row> idsOfMinutes(Dataset<Row> timed) {
        return timed.filter(("price BETWEEN %1$sD AND %2$sD AND quantity > 0 AND quantity <= %2$sD"
                                + " AND unix_micros(trade_time) <= unix_micros(ingested_at) + %3$dL")
                        .formatted(RawBar.SMALLEST_PRICE, RawBar.LARGEST, RawBar.CLOCK_TOLERANCE_MICROS))
                .groupBy("symbol", "minute")
                .agg(min("trade_id").as("trade_id"), max("trade_id").as("highest_id"));
    }

    private static Dataset<Row> placed(Dataset<Row> untimed, Dataset<Row> minutes) {
        MapPartitionsFunction<Row, Row> place = BetweenNeighbours::new;
        return untimed.withColumn("minute", lit(null).cast(DataTypes.LongType))
                .withColumn("highest_id", lit(null).cast(DataTypes.LongType))
                .unionByName(minutes, true)
                .repartition(col("symbol"))
                // A minute comes before the row without a time that repeats its first trade.
                .sortWithinPartitions(
                        col("symbol"), col("trade_id"), col("highest_id").desc_nulls_last())
                .mapPartitions(place, Encoders.row(SCHEMA));
    }

    /**
     * Goes through the minutes (by their lowest id) and the trades without a time of each symbol in order of id, and gives
     * the trades.
     */
    private static final class BetweenNeighbours implements Iterator<Row> {

        /** A minute and its ids. */
        private record Ids(long minute, long highest) {}

        private final Iterator<Row> rows;
        private String symbol = "";
        private final List<Ids> open = new ArrayList<>(); // minutes that began before the id in hand and may go on
        private Ids before; // the minute that began last
        private final List<Row> waiting = new ArrayList<>(); // trades that have no minute, until the next one begins
        private final Deque<Row> ready = new ArrayDeque<>();

        BetweenNeighbours(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && rows.hasNext()) {
                take(rows.next());
            }
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        private void take(Row row) {
            if (!row.getString(0).equals(symbol)) {
                symbol = row.getString(0);
                open.clear();
                waiting.clear(); // no upper neighbour: see the class comment
                before = null;
            }
            if (row.isNullAt(MINUTE)) {
                trade(row);
            } else {
                minute(new Ids(row.getLong(MINUTE), row.getLong(HIGHEST_ID)));
            }
        }

        private void trade(Row trade) {
            long id = trade.getLong(2);
            open.removeIf(minute -> minute.highest < id);
            open.stream()
                    .mapToLong(Ids::minute)
                    .min()
                    .ifPresentOrElse(minute -> ready.add(with(trade, minute, true)), () -> waiting.add(trade));
        }

        private void minute(Ids minute) {
            if (before != null && quarter(before.minute).equals(quarter(minute.minute))) {
                waiting.forEach(trade -> ready.add(with(trade, before.minute, false)));
            }
            waiting.clear();
            open.add(minute);
            before = minute;
        }

        private static Row with(Row trade, long minute, boolean placed) {
            Object[] values = new Object[SCHEMA.length()];
            Arrays.setAll(values, i -> i < MINUTE ? trade.get(i) : null);
            values[MINUTE] = minute;
            values[MINUTE + 1] = placed;
            return RowFactory.create(values);
        }

        private static Quarter quarter(long micros) {
            return Quarter.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
        }
    }
}
