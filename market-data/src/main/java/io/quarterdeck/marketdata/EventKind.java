package io.quarterdeck.marketdata;

import io.quarterdeck.marketdata.EventKind.Column.Type;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One kind of event: where it travels, where it is stored, and what its columns are. Wire format, content hash, producer,
 * landers and tables all follow this description; none of them knows a kind by name.
 *
 * <p>To add a kind, see {@code docs/add-a-kind-of-event.md}.
 *
 * @param schema value of the Kafka header {@link WireFormat#SCHEMA_HEADER}; the JSON is described by
 *     {@code schemas/<kind>-<version>.json}
 * @param topic that carries it, keyed by symbol
 * @param table that keeps it in PostgreSQL and in the lake, with its schema; besides {@code columns} it has
 *     {@code kafka_partition}, {@code kafka_offset} and {@code ingested_at}
 * @param columns the same names in JSON, PostgreSQL and the lake, in the order of the content hash. The first is
 *     {@code symbol}; exactly one is a {@link Type#TIME}, by which the tables are partitioned
 * @param reader makes an event from the values of its columns
 * @param writer gives the values of an event's columns
 */
public record EventKind<E extends Event>(
        String schema,
        String topic,
        String table,
        List<Column> columns,
        Function<RowReader, E> reader,
        BiConsumer<E, RowWriter> writer) {

    /**
     * One column of a kind.
     *
     * @param name in JSON and in the tables
     * @param nullable whether a source may be silent about it
     * @param meaning one sentence, with the unit
     */
    public record Column(String name, Type type, boolean nullable, String meaning) {

        /** A type of values, the same for all stores. */
        public enum Type {
            /** A string. */
            TEXT,
            /** A moment with microseconds, UTC; {@link Event#NO_TIME} is null. */
            TIME,
            /** An IEEE-754 double. In JSON it keeps the digits of the source. */
            NUMBER,
            /** A signed 64-bit integer. */
            INTEGER,
            /** {@code BUY} or {@code SELL}; {@link Trade.Side#UNKNOWN} is null. */
            SIDE
        }
    }

    /** Topic {@value Topics#BARS}, table {@value Tables#RAW_BARS}. */
    public static final EventKind<Bar> BARS = new EventKind<>(
            "bar/1",
            Topics.BARS,
            Tables.RAW_BARS,
            List.of(
                    required("symbol", Type.TEXT, "What was traded"),
                    required("open_time", Type.TIME, "Start of the bar's interval"),
                    required("open", Type.NUMBER, "First price, in quote currency"),
                    required("high", Type.NUMBER, "Highest price, in quote currency"),
                    required("low", Type.NUMBER, "Lowest price, in quote currency"),
                    required("close", Type.NUMBER, "Last price, in quote currency"),
                    required("volume", Type.NUMBER, "Amount traded, in units of the base"),
                    sourceId(),
                    sourceLine()),
            row -> new Bar(
                    row.text(0),
                    row.time(1),
                    row.number(2),
                    row.number(3),
                    row.number(4),
                    row.number(5),
                    row.number(6),
                    row.integer(7),
                    row.integer(8)),
            (bar, row) -> {
                row.text(bar.symbol());
                row.time(bar.openTimeMicros());
                row.number(bar.open());
                row.number(bar.high());
                row.number(bar.low());
                row.number(bar.close());
                row.number(bar.volume());
                row.integer(bar.sourceId());
                row.integer(bar.sourceLine());
            });

    /** Topic {@value Topics#TRADES}, table {@value Tables#RAW_TRADES}. */
    public static final EventKind<Trade> TRADES = new EventKind<>(
            "trade/1",
            Topics.TRADES,
            Tables.RAW_TRADES,
            List.of(
                    required("symbol", Type.TEXT, "What was traded"),
                    nullable("trade_time", Type.TIME, "The exchange's time of the trade"),
                    required("trade_id", Type.INTEGER, "The exchange's number of the trade, unique within the symbol"),
                    required("price", Type.NUMBER, "Price, in quote currency per unit of the base"),
                    required("quantity", Type.NUMBER, "Amount traded, in units of the base"),
                    nullable("side", Type.SIDE, "Who took the other's offer: BUY or SELL"),
                    sourceId(),
                    sourceLine()),
            row -> new Trade(
                    row.text(0),
                    row.time(1),
                    row.integer(2),
                    row.number(3),
                    row.number(4),
                    row.side(5),
                    row.integer(6),
                    row.integer(7)),
            (trade, row) -> {
                row.text(trade.symbol());
                row.time(trade.tradeTimeMicros());
                row.integer(trade.tradeId());
                row.number(trade.price());
                row.number(trade.quantity());
                row.side(trade.side());
                row.integer(trade.sourceId());
                row.integer(trade.sourceLine());
            });

    /** Every kind there is: what the landers store and the producer sends. */
    public static final List<EventKind<?>> ALL = List.of(BARS, TRADES);

    public EventKind {
        columns = List.copyOf(columns);
        if (columns.stream().filter(column -> column.type() == Type.TIME).count() != 1) {
            throw new IllegalArgumentException(schema + " has not exactly one column for its time");
        }
    }

    /** @throws IllegalArgumentException when no kind travels on that topic */
    public static EventKind<?> ofTopic(String topic) {
        return ALL.stream()
                .filter(kind -> kind.topic.equals(topic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of event travels on topic " + topic));
    }

    /** The column that says when an event happened. */
    public Column timeColumn() {
        return columns.stream()
                .filter(column -> column.type() == Type.TIME)
                .findFirst()
                .orElseThrow();
    }

    /** Position of a column, or -1. */
    public int indexOf(String column) {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equals(column))
                .findFirst()
                .orElse(-1);
    }

    /** Such as {@code market.bars}. */
    @Override
    public String toString() {
        return topic;
    }

    private static Column required(String name, Type type, String meaning) {
        return new Column(name, type, false, meaning);
    }

    private static Column nullable(String name, Type type, String meaning) {
        return new Column(name, type, true, meaning + "; null where the source does not say");
    }

    private static Column sourceId() {
        return required("source_id", Type.INTEGER, "First 8 bytes of the SHA-256 of the input file");
    }

    private static Column sourceLine() {
        return required("source_line", Type.INTEGER, "1-based line number in the unpacked input file");
    }
}
