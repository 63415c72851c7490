package io.quarterdeck.producer;

import static io.quarterdeck.producer.Field.CLOSE;
import static io.quarterdeck.producer.Field.HIGH;
import static io.quarterdeck.producer.Field.LOW;
import static io.quarterdeck.producer.Field.OPEN;
import static io.quarterdeck.producer.Field.OPEN_TIME;
import static io.quarterdeck.producer.Field.SYMBOL;
import static io.quarterdeck.producer.Field.VOLUME;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A known shape of file. To add one, add it to {@link #KNOWN}: the order of its columns for files without a header, and
 * the names that they have in a header.
 *
 * @param name as {@code --profile} takes it
 * @param timeFormat as {@code --time-format} takes it
 * @param columns in their order
 */
record Profile(String name, String timeFormat, List<Column> columns) {

    /**
     * One column.
     *
     * @param field what it holds; empty when the bar has no use for it
     * @param names what headers call it, in lower case
     */
    record Column(Optional<Field> field, Set<String> names) {}

    /** In the order in which a header is held against them. */
    static final List<Profile> KNOWN = List.of(
            new Profile(
                    "quarterdeck",
                    "iso",
                    List.of(
                            column(SYMBOL, "symbol"),
                            column(OPEN_TIME, "open_time"),
                            column(OPEN, "open"),
                            column(HIGH, "high"),
                            column(LOW, "low"),
                            column(CLOSE, "close"),
                            column(VOLUME, "volume"))),
            new Profile(
                    "binance-klines",
                    "ms|us",
                    List.of(
                            column(OPEN_TIME, "open_time", "open time"),
                            column(OPEN, "open"),
                            column(HIGH, "high"),
                            column(LOW, "low"),
                            column(CLOSE, "close"),
                            column(VOLUME, "volume"),
                            unused("close_time", "close time"),
                            unused("quote_volume", "quote_asset_volume", "quote asset volume"),
                            unused("count", "number_of_trades", "number of trades"),
                            unused("taker_buy_volume", "taker_buy_base_asset_volume", "taker buy base asset volume"),
                            unused(
                                    "taker_buy_quote_volume",
                                    "taker_buy_quote_asset_volume",
                                    "taker buy quote asset volume"),
                            unused("ignore"))),
            new Profile(
                    "bitstamp",
                    "s",
                    List.of(
                            column(OPEN_TIME, "timestamp"),
                            column(OPEN, "open"),
                            column(HIGH, "high"),
                            column(LOW, "low"),
                            column(CLOSE, "close"),
                            column(VOLUME, "volume"))),
            new Profile(
                    "bitfinex",
                    "ms",
                    List.of(
                            column(OPEN_TIME, "time", "mts"),
                            column(OPEN, "open"),
                            column(CLOSE, "close"),
                            column(HIGH, "high"),
                            column(LOW, "low"),
                            column(VOLUME, "volume"))));

    /** A shape of the user's own: {@code --columns}. */
    static final String CUSTOM = "columns";

    private static Column column(Field field, String... names) {
        return new Column(Optional.of(field), Set.of(names));
    }

    private static Column unused(String... names) {
        return new Column(Optional.empty(), Set.of(names));
    }

    /** @throws IllegalArgumentException naming the known ones */
    static Profile named(String name) {
        return KNOWN.stream()
                .filter(profile -> profile.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown profile '" + name + "'; known are " + names() + ". For any other file say --columns"));
    }

    /**
     * @param columns fields in the order of the file's columns, {@code _} for one to pass over
     * @throws IllegalArgumentException when a column is no field, stands twice or is missing
     */
    static Profile custom(List<String> columns, String timeFormat, boolean symbolGiven) {
        List<Column> mapped = columns.stream().map(Profile::customColumn).toList();
        for (Field field : Field.values()) {
            long times = mapped.stream()
                    .filter(column -> column.field.equals(Optional.of(field)))
                    .count();
            if (times > 1) {
                throw new IllegalArgumentException("column " + field + " stands twice");
            }
            if (times == 0 && field == SYMBOL && !symbolGiven) {
                throw new IllegalArgumentException("column symbol is missing; name it, or say --symbol");
            }
            if (times == 0 && field != SYMBOL) {
                throw new IllegalArgumentException("column " + field + " is missing");
            }
        }
        return new Profile(CUSTOM, timeFormat, mapped);
    }

    private static Column customColumn(String text) {
        if (text.equals("_")) {
            return unused("_");
        }
        return Arrays.stream(Field.values())
                .filter(field -> field.toString().equals(text))
                .findFirst()
                .map(field -> column(field, text))
                .orElseThrow(() -> new IllegalArgumentException("unknown column '" + text + "'; known are "
                        + Arrays.stream(Field.values()).map(Field::toString).collect(Collectors.joining(", "))
                        + ", and _ for one to pass over"));
    }

    static String names() {
        return KNOWN.stream().map(Profile::name).collect(Collectors.joining(", "));
    }

    boolean isCustom() {
        return name.equals(CUSTOM);
    }

    boolean has(Field field) {
        return columns.stream().anyMatch(column -> column.field.equals(Optional.of(field)));
    }

    /** The columns that {@code header}, in lower case, does not name. */
    List<Column> missingFrom(List<String> header) {
        return columns.stream()
                .filter(column -> header.stream().noneMatch(column.names::contains))
                .toList();
    }
}
