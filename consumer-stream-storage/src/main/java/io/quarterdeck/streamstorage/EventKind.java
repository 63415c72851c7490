package io.quarterdeck.streamstorage;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.BarJson;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Tables;
import io.quarterdeck.marketdata.Topics;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * One kind of event, from its topic to its table. The streaming query and the maintenance know nothing else about it,
 * so another kind is another constant here.
 *
 * @param topic Kafka topic it comes from
 * @param table schema and name of the lake table it goes to
 * @param fields the event's own columns, in the order in which {@code decoder} gives their values
 * @param partitioning Iceberg transform that divides the table
 * @param sortedBy columns by which a compacted file is sorted
 * @param decoder reads one record's value
 */
record EventKind(
        String topic, String table, StructType fields, String partitioning, List<String> sortedBy, Decoder decoder) {

    /** One bar per row, as received. Month partitions: files of single days would stay under 1 MB. */
    static final EventKind BARS = new EventKind(
            Topics.BARS,
            Tables.RAW_BARS,
            new StructType()
                    .add("symbol", StringType, true, "What was traded")
                    .add("open_time", TimestampType, true, "Start of the bar's interval")
                    .add("open", DoubleType, true, "First price, in quote currency")
                    .add("high", DoubleType, true, "Highest price")
                    .add("low", DoubleType, true, "Lowest price")
                    .add("close", DoubleType, true, "Last price")
                    .add("volume", DoubleType, true, "Amount traded, in units of the base")
                    .add("source_id", LongType, true, "First 8 bytes of the SHA-256 of the input file")
                    .add("source_line", LongType, true, "1-based line number in the unpacked input file"),
            "months(open_time)",
            List.of("symbol", "open_time"),
            EventKind::bar);

    static final String KAFKA_PARTITION = "kafka_partition";
    static final String KAFKA_OFFSET = "kafka_offset";
    static final String INGESTED_AT = "ingested_at";

    /** Reads one record's value into the values of {@link #fields()}, or says why it never can be read. */
    interface Decoder extends Serializable {
        Decoded<Object[]> read(byte[] value);
    }

    /** The event's columns and the record's place in the topic: what one record is decoded to. */
    StructType decodedColumns() {
        return fields.add(KAFKA_PARTITION, IntegerType, true, "Partition of the record in the topic")
                .add(KAFKA_OFFSET, LongType, true, "Offset of the record in its partition");
    }

    /** All columns of the table. */
    StructType columns() {
        return decodedColumns().add(INGESTED_AT, TimestampType, true, "When the batch that stored it began");
    }

    private static Decoded<Object[]> bar(byte[] value) {
        Decoded<Bar> decoded = BarJson.read(value);
        if (decoded instanceof Decoded.Undecodable<Bar> undecodable) {
            return new Decoded.Undecodable<>(undecodable.reason());
        }
        Bar bar = ((Decoded.Valid<Bar>) decoded).event();
        return new Decoded.Valid<>(new Object[] {
            bar.symbol(),
            Instant.EPOCH.plus(bar.openTimeMicros(), ChronoUnit.MICROS),
            bar.open(),
            bar.high(),
            bar.low(),
            bar.close(),
            bar.volume(),
            bar.sourceId(),
            bar.sourceLine()
        });
    }
}
