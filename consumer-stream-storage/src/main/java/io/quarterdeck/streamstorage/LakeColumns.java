package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns that a kind of event has in Spark: its own, where the record stood in the topic, and when it was stored. */
final class LakeColumns {

    static final String INGESTED_AT = "ingested_at";

    private LakeColumns() {}

    /** What one record is decoded to: the columns of the kind, in their order, and the record's place in the topic. */
    static StructType decoded(EventKind<?> kind) {
        var columns = new StructType();
        for (Column column : kind.columns()) {
            columns = columns.add(column.name(), type(column.type()), true, column.meaning());
        }
        return columns.add("kafka_partition", DataTypes.IntegerType, true, "Partition of the record in the topic")
                .add("kafka_offset", DataTypes.LongType, true, "Offset of the record in its partition");
    }

    /** All columns of the table. */
    static StructType all(EventKind<?> kind) {
        return decoded(kind).add(INGESTED_AT, DataTypes.TimestampType, true, "When the batch that stored it began");
    }

    private static DataType type(Column.Type type) {
        return switch (type) {
            case TEXT, SIDE -> DataTypes.StringType;
            case TIME -> DataTypes.TimestampType;
            case NUMBER -> DataTypes.DoubleType;
            case INTEGER -> DataTypes.LongType;
        };
    }
}
