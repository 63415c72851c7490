package io.quarterdeck.producer;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A known shape of file. To add one, add it to {@link #KNOWN}: the kind of event that its rows are, the order of its
 * columns for files without a header, and the names that they have in a header.
 *
 * @param name as {@code --profile} takes it
 * @param kind what a row is
 * @param timeFormat as {@code --time-format} takes it
 * @param sideFormat of kinds that have a side
 * @param columns in their order
 */
record Profile<E extends Event>(
        String name, EventKind<E> kind, String timeFormat, SideFormat sideFormat, List<Column> columns) {

    /**
     * One column.
     *
     * @param field name of the kind's column that it holds; empty when the event has no use for it
     * @param names what headers call it, in lower case
     * @param optional whether a file without header may end before it
     */
    record Column(Optional<String> field, Set<String> names, boolean optional) {}

    static final String SYMBOL = "symbol";

    /** Known from the file itself, so no column of it. */
    private static final Set<String> SOURCE = Set.of("source_id", "source_line");

    /** A source's own numbers of its events: where it has none, the line's number stands for it. */
    private static final Set<String> EVENT_NUMBERS = Set.of("trade_id");

    static final List<Profile<?>> KNOWN = List.of(
            new Profile<>(
                    "quarterdeck",
                    EventKind.BARS,
                    "iso",
                    List.of(
                            column(SYMBOL),
                            column("open_time"),
                            column("open"),
                            column("high"),
                            column("low"),
                            column("close"),
                            column("volume"))),
            new Profile<>(
                    "binance-klines",
                    EventKind.BARS,
                    "ms|us",
                    List.of(
                            column("open_time", "open_time", "open time"),
                            column("open"),
                            column("high"),
                            column("low"),
                            column("close"),
                            column("volume"),
                            unused("close_time", "close time"),
                            unused("quote_volume", "quote_asset_volume", "quote asset volume"),
                            unused("count", "number_of_trades", "number of trades"),
                            unused("taker_buy_volume", "taker_buy_base_asset_volume", "taker buy base asset volume"),
                            unused(
                                    "taker_buy_quote_volume",
                                    "taker_buy_quote_asset_volume",
                                    "taker buy quote asset volume"),
                            unused("ignore"))),
            new Profile<>(
                    "bitstamp",
                    EventKind.BARS,
                    "s",
                    List.of(
                            column("open_time", "timestamp"),
                            column("open"),
                            column("high"),
                            column("low"),
                            column("close"),
                            column("volume"))),
            new Profile<>(
                    "bitfinex",
                    EventKind.BARS,
                    "ms",
                    List.of(
                            column("open_time", "time", "mts"),
                            column("open"),
                            column("close"),
                            column("high"),
                            column("low"),
                            column("volume"))),
            new Profile<>(
                    "quarterdeck-trades",
                    EventKind.TRADES,
                    "iso",
                    List.of(
                            column(SYMBOL),
                            column("trade_time"),
                            column("trade_id"),
                            column("price"),
                            column("quantity"),
                            column("side"))),
            new Profile<>(
                    "binance-trades",
                    EventKind.TRADES,
                    "ms|us",
                    SideFormat.BUYER_IS_MAKER,
                    List.of(
                            column("trade_id", "id"),
                            column("price"),
                            column("quantity", "qty"),
                            unused("quote_qty"),
                            column("trade_time", "time"),
                            column("side", "is_buyer_maker"),
                            optional("is_best_match"))),
            new Profile<>(
                    "binance-aggtrades",
                    EventKind.TRADES,
                    "ms|us",
                    SideFormat.BUYER_IS_MAKER,
                    List.of(
                            column("trade_id", "agg_trade_id"),
                            column("price"),
                            column("quantity"),
                            unused("first_trade_id"),
                            unused("last_trade_id"),
                            column("trade_time", "transact_time"),
                            column("side", "is_buyer_maker"),
                            optional("is_best_match"))),
            new Profile<>(
                    "bitstamp-trades",
                    EventKind.TRADES,
                    "s",
                    List.of(column("trade_time", "timestamp"), column("price"), column("quantity", "amount"))));

    /** A shape of the user's own: {@code --columns}. */
    static final String CUSTOM = "columns";

    static final String PASSED_OVER = "_";

    /** @throws IllegalArgumentException when a column that the kind needs stands twice or is missing */
    Profile {
        columns = List.copyOf(columns);
        for (EventKind.Column column : kind.columns()) {
            String field = column.name();
            long times = columns.stream()
                    .filter(candidate -> candidate.field.equals(Optional.of(field)))
                    .count();
            if (times > 1) {
                throw new IllegalArgumentException("column " + field + " stands twice");
            }
            if (times == 0 && !mayBeMissing(column)) {
                throw new IllegalArgumentException("column " + field + " is missing");
            }
        }
    }

    Profile(String name, EventKind<E> kind, String timeFormat, List<Column> columns) {
        this(name, kind, timeFormat, SideFormat.BUY_SELL, columns);
    }

    /** A time may be blank in a row; a file that has none in any is more likely misread. */
    private static boolean mayBeMissing(EventKind.Column column) {
        return column.name().equals(SYMBOL)
                || SOURCE.contains(column.name())
                || EVENT_NUMBERS.contains(column.name())
                || column.nullable() && column.type() != Type.TIME;
    }

    /** @param names in headers; if none are given, that of the field */
    private static Column column(String field, String... names) {
        return new Column(Optional.of(field), names.length == 0 ? Set.of(field) : Set.of(names), false);
    }

    private static Column unused(String... names) {
        return new Column(Optional.empty(), Set.of(names), false);
    }

    private static Column optional(String name) {
        return new Column(Optional.empty(), Set.of(name), true);
    }

    /** @throws IllegalArgumentException naming the known ones */
    static Profile<?> named(String name) {
        return KNOWN.stream()
                .filter(profile -> profile.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown profile '" + name + "'; known are " + names() + ". For any other file say --columns"));
    }

    /**
     * @param columns those of one kind of event in the order of the file's columns, {@code _} for one to pass over
     * @throws IllegalArgumentException when a column is of no kind, or of another than the rest, stands twice or is
     *     missing
     */
    static Profile<?> custom(List<String> columns, String timeFormat, boolean symbolGiven) {
        EventKind<?> kind = kindOf(
                columns.stream().filter(name -> !name.equals(PASSED_OVER)).toList());
        if (!columns.contains(SYMBOL) && !symbolGiven) {
            throw new IllegalArgumentException("column symbol is missing; name it, or say --symbol");
        }
        return new Profile<>(
                CUSTOM,
                kind,
                timeFormat,
                columns.stream()
                        .map(name -> name.equals(PASSED_OVER) ? unused(name) : column(name))
                        .toList());
    }

    private static EventKind<?> kindOf(List<String> fields) {
        for (String field : fields) {
            if (EventKind.ALL.stream().noneMatch(kind -> fieldsOf(kind).contains(field))) {
                throw new IllegalArgumentException(
                        "unknown column '" + field + "'; known are " + fieldsOfAll() + "; and _ for one to pass over");
            }
        }
        return EventKind.ALL.stream()
                .filter(kind -> fieldsOf(kind).containsAll(fields))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("columns " + String.join(",", fields)
                        + " are not all of one kind of event; known are " + fieldsOfAll()));
    }

    private static List<String> fieldsOf(EventKind<?> kind) {
        return kind.columns().stream()
                .map(EventKind.Column::name)
                .filter(name -> !SOURCE.contains(name))
                .toList();
    }

    /** Such as {@code symbol, open_time, ... (market.bars) or symbol, trade_time, ... (market.trades)}. */
    static String fieldsOfAll() {
        return EventKind.ALL.stream()
                .map(kind -> String.join(", ", fieldsOf(kind)) + " (" + kind.topic() + ")")
                .collect(Collectors.joining(" or "));
    }

    static String names() {
        return KNOWN.stream().map(Profile::name).collect(Collectors.joining(", "));
    }

    boolean isCustom() {
        return name.equals(CUSTOM);
    }

    boolean has(String field) {
        return columns.stream().anyMatch(column -> column.field.equals(Optional.of(field)));
    }

    /** The columns that a file without header must have at least. */
    int fewestColumns() {
        return (int) columns.stream().filter(column -> !column.optional).count();
    }

    /** Which of the event's columns {@code header}, in lower case, does not name. */
    List<String> missingFrom(List<String> header) {
        return used().filter(column -> header.stream().noneMatch(column.names::contains))
                .map(column -> column.field.orElseThrow())
                .toList();
    }

    /** Which names of {@code header}, in lower case, this profile reads. */
    Set<String> readFrom(List<String> header) {
        return header.stream()
                .filter(name -> used().anyMatch(column -> column.names.contains(name)))
                .collect(Collectors.toSet());
    }

    private Stream<Column> used() {
        return columns.stream().filter(column -> column.field.isPresent());
    }
}
