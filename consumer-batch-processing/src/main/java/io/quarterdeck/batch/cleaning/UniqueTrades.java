package io.quarterdeck.batch.cleaning;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decides which row stands for each (symbol, trade_id): a plausible one, rather one with a time, rather the newest (highest
 * Kafka offset; a symbol's trades share a partition). Gives every row, with the minute of the one that stands and its fate.
 *
 * <p>Where a source has no ids, the producer takes the line number. Two rows with their line for an id are one trade only if
 * they say the same, as when a file that has grown comes again; otherwise they are of different files.
 */
public final class UniqueTrades {

    /** Fate of a row that stands for its trade without remark; any other is the ordinal of a {@link Rule}. */
    static final int USED = -1;

    /** {@code time} is null for a trade without one; {@code sign} is 1 for a buyer, -1 for a seller, 0 if not known. */
    static final StructType SCHEMA = new StructType()
            .add("symbol", DataTypes.StringType, false)
            .add("minute", DataTypes.LongType, false)
            .add("trade_id", DataTypes.LongType, false)
            .add("time", DataTypes.LongType)
            .add("price", DataTypes.DoubleType, false)
            .add("quantity", DataTypes.DoubleType, false)
            .add("sign", DataTypes.IntegerType, false)
            .add("fate", DataTypes.IntegerType, false)
            .add("source_id", DataTypes.LongType)
            .add("source_line", DataTypes.LongType)
            .add("kafka_partition", DataTypes.IntegerType)
            .add("kafka_offset", DataTypes.LongType);

    private UniqueTrades() {}

    /** @param trades as {@link TradePlacement#of} makes them */
    static Dataset<Row> of(Dataset<Row> trades, int partitions) {
        var sorted = trades.repartition(partitions, col("symbol"), col("trade_id"))
                .sortWithinPartitions("trade_id", "symbol"); // a number first: sorts twice as fast
        var judged = sorted.queryExecution().toRdd().toJavaRDD().mapPartitions(TradeByTrade::new);
        return trades.sparkSession().createDataFrame(judged, SCHEMA);
    }

    /** One row in hand. */
    private record Candidate(
            String symbol,
            long id,
            boolean timed,
            long time,
            double price,
            double quantity,
            int sign,
            long sourceId,
            long sourceLine,
            int partition,
            long offset,
            boolean fromTheFuture,
            long minute,
            boolean placed) {

        /** What a trade says beside its id. */
        private record Content(boolean timed, long time, double price, double quantity, int sign) {}

        static final Comparator<Candidate> BETTER = Comparator.comparing(Candidate::plausible)
                .thenComparing(Candidate::timed)
                .thenComparing(Candidate::offset);

        boolean plausible() {
            return isPrice() && quantity > 0 && quantity <= RawBar.LARGEST && !fromTheFuture;
        }

        private boolean isPrice() {
            return price >= RawBar.SMALLEST_PRICE && price <= RawBar.LARGEST;
        }

        private Rule brokenRule() {
            if (fromTheFuture) {
                return Rule.TRADE_FROM_THE_FUTURE;
            }
            return isPrice() ? Rule.TRADE_QUANTITY_NOT_POSITIVE : Rule.TRADE_PRICE_NOT_POSITIVE;
        }

        /** As the row that stands for the trade. */
        int fate() {
            if (!plausible()) {
                return brokenRule().ordinal();
            }
            if (timed) {
                return USED;
            }
            return (placed ? Rule.TRADE_TIME_PLACED : Rule.TRADE_TIME_UNKNOWN).ordinal();
        }

        /** As a row beside the one that stands for the trade. */
        int fateBeside(Candidate standing) {
            if (!plausible()) {
                return brokenRule().ordinal();
            }
            boolean same = content().equals(standing.content());
            return (same ? Rule.TRADE_EXACT_DUPLICATE : Rule.TRADE_CONFLICTING_DUPLICATE).ordinal();
        }

        /** Rows with the same id and this equal are the same trade. */
        Optional<Content> identity() {
            return id == sourceLine ? Optional.of(content()) : Optional.empty();
        }

        private Content content() {
            return new Content(timed, time, price, quantity, sign);
        }

        Row row(long ofMinute, int fate) {
            return RowFactory.create(
                    symbol,
                    ofMinute,
                    id,
                    timed ? time : null,
                    price,
                    quantity,
                    sign,
                    fate,
                    sourceId,
                    sourceLine,
                    partition,
                    offset);
        }
    }

    /** Takes rows sorted by trade_id and symbol and gives them with their fates. */
    private static final class TradeByTrade implements Iterator<Row> {

        private static final UTF8String BUY = UTF8String.fromString("BUY");
        private static final UTF8String SELL = UTF8String.fromString("SELL");

        private final Iterator<InternalRow> rows;
        private final Map<UTF8String, String> symbols = new HashMap<>();
        private final Deque<Row> ready = new ArrayDeque<>();
        private Candidate next;

        TradeByTrade(Iterator<InternalRow> rows) {
            this.rows = rows;
            next = read();
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || next != null;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (ready.isEmpty()) {
                judge();
            }
            return ready.remove();
        }

        private void judge() {
            Candidate first = next;
            next = read();
            if (!sameId(first, next)) { // nearly always
                ready.add(first.row(first.minute, first.fate()));
                return;
            }
            var sameId = new ArrayList<>(List.of(first));
            while (sameId(first, next)) {
                sameId.add(next);
                next = read();
            }
            sameId.stream()
                    .collect(Collectors.groupingBy(Candidate::identity))
                    .values()
                    .forEach(this::judge);
        }

        /** All rows of one trade. */
        private void judge(List<Candidate> candidates) {
            Candidate standing = candidates.stream().max(Candidate.BETTER).orElseThrow();
            for (Candidate candidate : candidates) {
                int fate = candidate == standing ? candidate.fate() : candidate.fateBeside(standing);
                ready.add(candidate.row(standing.minute, fate));
            }
        }

        private static boolean sameId(Candidate one, Candidate other) {
            return other != null && one.id == other.id && one.symbol.equals(other.symbol);
        }

        /** Columns as {@link TradePlacement#SCHEMA} has them. */
        private Candidate read() {
            if (!rows.hasNext()) {
                return null;
            }
            InternalRow row = rows.next();
            boolean timed = !row.isNullAt(1);
            long time = timed ? row.getLong(1) : 0;
            return new Candidate(
                    symbol(row.getUTF8String(0)),
                    row.getLong(2),
                    timed,
                    time,
                    row.getDouble(3),
                    row.getDouble(4),
                    row.isNullAt(5) ? 0 : sign(row.getUTF8String(5)),
                    row.getLong(6),
                    row.getLong(7),
                    row.getInt(8),
                    row.getLong(9),
                    timed && RawBar.fromTheFuture(time, row.getLong(10)),
                    row.getLong(11),
                    row.getBoolean(12));
        }

        private String symbol(UTF8String name) {
            String known = symbols.get(name);
            if (known == null) {
                known = name.toString();
                symbols.put(name.clone(), known); // the row is overwritten by the next one
            }
            return known;
        }

        private static int sign(UTF8String side) {
            if (side.equals(BUY)) {
                return 1;
            }
            return side.equals(SELL) ? -1 : 0;
        }
    }
}
