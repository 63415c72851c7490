package io.quarterdeck.batch.features;

import java.util.Locale;

/**
 * One column of a feature table: what {@code features.dictionary} says of it, and how it is computed.
 *
 * @param name as in the tables
 * @param kind what the column is for
 * @param type of its values
 * @param meaning one sentence
 * @param unit of the values
 * @param formula in terms of other columns; [-n] is the value n bars before, [+n] after, counting the symbol's bars
 * @param restsOn the bars that one value rests on
 * @param warmUp bars of the symbol that have no value yet, counted from the start of the warm-up
 * @param nulls when the value is null
 * @param source where the formula is from, or which data it is
 * @param values computes the column; null for those that {@link BarSeries} holds as text or time
 */
public record Column(
        String name,
        Kind kind,
        Type type,
        String meaning,
        String unit,
        String formula,
        String restsOn,
        int warmUp,
        String nulls,
        String source,
        Formula values) {

    static final String NEVER = "never";

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

    /** A type by its PostgreSQL name. */
    public enum Type {
        TEXT("text"),
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
}
