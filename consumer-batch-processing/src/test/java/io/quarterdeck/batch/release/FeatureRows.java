package io.quarterdeck.batch.release;

import io.quarterdeck.batch.TestSpark;
import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of feature tables with chosen values. */
final class FeatureRows {

    private FeatureRows() {}

    static Dataset<Row> dataset(Interval interval, List<Row> rows) {
        return TestSpark.session().createDataFrame(rows, Features.schema(interval));
    }

    /** The {@code i}th row of {@code symbol} from {@code start} on: 1 in all numbers but those in {@code values}. */
    static Row row(Interval interval, String symbol, Instant start, int i, Map<String, Double> values) {
        var row = new ArrayList<Object>();
        Instant openTime = start.plus(interval.length().multipliedBy(i));
        for (Column column : FeatureTable.columns(interval)) {
            row.add(
                    switch (column.name()) {
                        case "symbol" -> symbol;
                        case "open_time" -> openTime;
                        case "known_at" -> openTime.plus(interval.length());
                        case "label_barrier_time" -> openTime.plus(interval.length());
                        default -> values.containsKey(column.name()) ? values.get(column.name()) : Double.valueOf(1);
                    });
        }
        return RowFactory.create(row.toArray());
    }
}
