package io.quarterdeck.batch.features;

import static org.apache.spark.sql.functions.col;

import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The step from clean hours to the rows of a feature table, for one quarter. */
public final class Features {

    private Features() {}

    /**
     * The quarter's rows of one feature table, with the columns of {@link FeatureTable}. The hours of the warm-up feed
     * the windows and are not part of the result; hours from the quarter's end on are not looked at, so no label can be
     * computed from them.
     *
     * @param hours as {@link Slots#of} makes them, at least from the start of the warm-up to the quarter's end
     */
    public static Dataset<Row> of(Dataset<Row> hours, Interval interval, Quarter quarter) {
        long start = Slots.micros(quarter.start());
        MapPartitionsFunction<Row, Row> featuresOfSymbols = rows -> new SymbolBySymbol(rows, interval, start);
        return Slots.within(hours, quarter.start().minus(interval.warmUp()), quarter.end())
                .filter(col(Slots.SLOT_MINUTES)
                        .equalTo(interval.slotMinutes())
                        .and(col(Slots.MINUTES).gt(0)))
                .repartition(col(Slots.SYMBOL))
                .sortWithinPartitions(Slots.SYMBOL, Slots.OPEN_TIME_MICROS)
                .mapPartitions(featuresOfSymbols, Encoders.row(schema(interval)));
    }

    public static StructType schema(Interval interval) {
        var schema = new StructType();
        for (Column column : FeatureTable.columns(interval)) {
            schema = schema.add(column.name(), sparkType(column), !column.isNeverNull(), column.meaning());
        }
        return schema;
    }

    private static DataType sparkType(Column column) {
        return switch (column.type()) {
            case TEXT -> DataTypes.StringType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case DOUBLE -> DataTypes.DoubleType;
        };
    }

    /** All rows of one symbol from {@code start} (epoch microseconds) on. */
    private static List<Row> rows(String symbol, List<SlotBar> hours, Interval interval, long start) {
        var bars = BarSeries.of(interval, hours);
        List<Column> columns = FeatureTable.columns(interval);
        var values = new ArrayList<double[]>();
        for (Column column : columns) {
            values.add(column.values() == null ? null : column.values().over(bars));
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < bars.size(); i++) {
            if (bars.openTimeMicros()[i] < start) {
                continue; // warm-up
            }
            Instant openTime = Instant.EPOCH.plusMillis(bars.openTimeMicros()[i] / 1000);
            var row = new Object[columns.size()];
            row[0] = symbol;
            row[1] = openTime;
            row[2] = openTime.plus(interval.length());
            for (int c = FeatureTable.FIRST_NUMBER; c < row.length; c++) {
                double value = values.get(c)[i];
                row[c] = Double.isNaN(value) ? null : value;
            }
            rows.add(RowFactory.create(row));
        }
        return rows;
    }

    /** Takes hours sorted by symbol and time and gives the rows of one symbol after the other. */
    private static final class SymbolBySymbol implements Iterator<Row> {

        private final Iterator<Row> hours;
        private final Interval interval;
        private final long start;
        private Row next;
        private Iterator<Row> rows = Collections.emptyIterator();

        SymbolBySymbol(Iterator<Row> hours, Interval interval, long start) {
            this.hours = hours;
            this.interval = interval;
            this.start = start;
            next = hours.hasNext() ? hours.next() : null;
        }

        @Override
        public boolean hasNext() {
            while (!rows.hasNext() && next != null) {
                String symbol = next.getString(0);
                var ofSymbol = new ArrayList<SlotBar>();
                while (next != null && next.getString(0).equals(symbol)) {
                    ofSymbol.add(Slots.bar(next));
                    next = hours.hasNext() ? hours.next() : null;
                }
                rows = Features.rows(symbol, ofSymbol, interval, start).iterator();
            }
            return rows.hasNext();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return rows.next();
        }
    }
}
