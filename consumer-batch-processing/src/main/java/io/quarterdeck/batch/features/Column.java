package io.quarterdeck.batch.features;

import io.quarterdeck.marketdata.EventKind;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One column of a feature table: what {@code features.dictionary} says of it, and how it is computed.
 *
 * @param name as in the tables
 * @param kind what the column is for
 * @param group what it describes
 * @param type of its values
 * @param meaning one sentence
 * @param unit of the values
 * @param formula in terms of other columns; [-n] is the value n bars before, [+n] after, counting the symbol's bars
 * @param inputs what of the raw tables it is computed from: columns of raw.bars, such as close, and of raw.trades, such as
 *     trades.price
 * @param restsOn the bars that one value rests on
 * @param warmUp bars of the symbol that have no value yet, counted from the start of the warm-up
 * @param nulls when the value is null
 * @param source where the formula is from, or which data it is
 * @param isRank whether the value is not what {@code values} computes but its rank among all symbols at the time
 * @param added the tables hold their columns in the order of this number
 * @param values computes the column; null for those that {@link BarSeries} holds as text or time
 */
public record Column(
        String name,
        Kind kind,
        Group group,
        Type type,
        String meaning,
        String unit,
        String formula,
        List<String> inputs,
        String restsOn,
        int warmUp,
        String nulls,
        String source,
        boolean isRank,
        int added,
        Formula values) {

    static final String NEVER = "never";

    /** Columns of the kind's raw table that it is computed from; none if it takes the other kind. */
    public List<String> inputsOf(EventKind<?> kind) {
        String prefix = kind == EventKind.TRADES ? "trades." : "";
        return inputs.stream()
                .filter(input -> input.startsWith(prefix) && input.indexOf('.') == prefix.length() - 1)
                .map(input -> input.substring(prefix.length()))
                .toList();
    }

    public boolean isNeverNull() {
        return nulls.equals(NEVER);
    }

    /** What a column is for. Only a label may look ahead. */
    public enum Kind {
        KEY,
        BAR,
        FEATURE,
        LABEL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a column describes. */
    public enum Group {
        KEY,
        BAR,
        RETURNS,
        VOLATILITY,
        TREND,
        MOMENTUM,
        VOLUME,
        MARKET,
        CALENDAR,
        LAGS,
        QUALITY,
        ORDER_FLOW,
        LABEL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A type by its PostgreSQL name. */
    public enum Type {
        TEXT("text"),
        /** {@link Formula} gives epoch microseconds, which a double holds exactly until the year 2255. */
        TIMESTAMP("timestamp with time zone"),
        DOUBLE("double precision");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        public String sql() {
            return sql;
        }
    }

    /** One value per bar, NaN where there is none. */
    @FunctionalInterface
    interface Formula {
        double[] over(BarSeries bars);
    }

    static Builder feature(Group group, String name) {
        return new Builder(Kind.FEATURE, group, name).added(NOW);
    }

    static Builder label(String name) {
        return new Builder(Kind.LABEL, Group.LABEL, name)
                .added(NOW)
                .nulls("if the quarter ends before")
                .source("definition");
    }

    static Builder key(String name) {
        return new Builder(Kind.KEY, Group.KEY, name);
    }

    static Builder bar(String name) {
        return new Builder(Kind.BAR, Group.BAR, name);
    }

    /** Columns added from now on get the next number, so that they stand last, where ALTER TABLE puts them. */
    private static final int NOW = 5;

    /** Says one thing of a column after the other; without more a value rests on its own bar and is a double. */
    static final class Builder {

        private final Kind kind;
        private final Group group;
        private final String name;
        private Type type = Type.DOUBLE;
        private String meaning;
        private String unit;
        private String formula;
        private List<String> inputs = List.of();
        private String restsOn = "1 bar";
        private int warmUp;
        private String nulls = NEVER;
        private String source = "definition";
        private boolean isRank;
        private int added = 1;

        private Builder(Kind kind, Group group, String name) {
            this.kind = kind;
            this.group = group;
            this.name = name;
        }

        Builder type(Type type) {
            this.type = type;
            return this;
        }

        Builder meaning(String meaning) {
            this.meaning = meaning;
            return this;
        }

        Builder unit(String unit) {
            this.unit = unit;
            return this;
        }

        Builder formula(String formula, Object... numbers) {
            this.formula = numbers.length == 0 ? formula : formula.formatted(numbers);
            return this;
        }

        Builder inputs(String... inputs) {
            this.inputs = List.of(inputs);
            return this;
        }

        /** The last so many bars, the one of the value included. */
        Builder window(int bars) {
            return restsOn(FeatureTable.bars(bars)).warmUp(bars - 1);
        }

        /** All bars since the start of the warm-up, of which the first have no value. */
        Builder recursive(int warmUp) {
            return restsOn("all bars since the start of the warm-up").warmUp(warmUp);
        }

        Builder ahead(int bars) {
            return restsOn(FeatureTable.bars(bars) + " ahead");
        }

        Builder minutes() {
            return restsOn("the clean minutes of the bar");
        }

        Builder restsOn(String restsOn) {
            this.restsOn = restsOn;
            return this;
        }

        private Builder warmUp(int bars) {
            this.warmUp = bars;
            nulls = bars > 0 ? "until warm" : nulls;
            return this;
        }

        /** When the value is null, beside the warm-up. */
        Builder nullIf(String condition) {
            return nulls((warmUp > 0 ? "until warm, and " : "") + "if " + condition);
        }

        Builder nulls(String nulls) {
            this.nulls = nulls;
            return this;
        }

        Builder source(String source) {
            this.source = source;
            return this;
        }

        Builder added(int added) {
            this.added = added;
            return this;
        }

        Column rankOf(Formula values) {
            isRank = true;
            return values(values);
        }

        Column values(Formula values) {
            boolean later =
                    added == NOW && nulls.equals(NEVER); // ALTER TABLE leaves it null in the rows that are there
            return new Column(
                    name,
                    kind,
                    group,
                    type,
                    Objects.requireNonNull(meaning, name),
                    Objects.requireNonNull(unit, name),
                    Objects.requireNonNull(formula, name),
                    inputs,
                    restsOn,
                    warmUp,
                    later ? "in releases made before the column" : nulls,
                    source,
                    isRank,
                    added,
                    values);
        }
    }
}
