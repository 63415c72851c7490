package io.quarterdeck.batch.cleaning;

import io.quarterdeck.batch.cleaning.RawTable.Span;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.LakeOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** What a run is made from: the raw tables of the lake, each as one snapshot has it. */
public record RawData(Optional<RawTable> bars, Optional<RawTable> trades) {

    public static RawData newest(SparkSession spark) throws IOException {
        return new RawData(RawTable.newest(spark, EventKind.BARS), RawTable.newest(spark, EventKind.TRADES));
    }

    /** @throws FailedRun when there is nothing to work on */
    public RawData orFail() throws FailedRun {
        if (quarters().isEmpty()) {
            throw new FailedRun(
                    "%s.%s and %1$s.%s hold no rows with a time; land data with consumer-stream-storage first"
                            .formatted(LakeOptions.CATALOG, EventKind.BARS.table(), EventKind.TRADES.table()));
        }
        return this;
    }

    /** The snapshots by table, such as {@code raw.bars}. */
    public Map<String, Long> snapshots() {
        var snapshots = new TreeMap<String, Long>();
        bars.ifPresent(table -> snapshots.put(EventKind.BARS.table(), table.snapshotId()));
        trades.ifPresent(table -> snapshots.put(EventKind.TRADES.table(), table.snapshotId()));
        return snapshots;
    }

    private Stream<RawTable> tables() {
        return Stream.of(bars, trades).flatMap(Optional::stream);
    }

    public long totalRows() {
        return tables().mapToLong(RawTable::totalRows).sum();
    }

    /** The quarters of which there are events of any kind and symbol, the oldest first. */
    public SortedMap<Quarter, Span> quarters() {
        var quarters = new TreeMap<Quarter, Span>();
        tables().forEach(
                        table -> table.quarters().forEach((quarter, span) -> quarters.merge(quarter, span, Span::and)));
        return quarters;
    }

    /** A quarter is complete when there are events of its first and of its last day. */
    public boolean complete(Quarter quarter) {
        Span span = quarters().get(quarter);
        return span != null
                && span.first().isBefore(quarter.start().plus(1, ChronoUnit.DAYS))
                && !span.last().isBefore(quarter.end().minus(1, ChronoUnit.DAYS));
    }

    /** Whether no event of the quarter came to the lake after this moment. */
    public boolean settledSince(Instant moment, Quarter quarter) {
        return !quarters().get(quarter).landed().isAfter(moment);
    }

    /** Of all events; there must be some. */
    public Span span() {
        return quarters().values().stream().reduce(Span::and).orElseThrow();
    }

    /**
     * Clean slots of the quarters and of the time before each that {@code warmUp} asks for. There are some from before that,
     * too, which are not to be used: the rules look back on them, and have not had what it takes to judge them.
     *
     * @param slotMinutes see {@link Slots#of}, as {@code partitions}
     */
    public Dataset<Row> slots(
            SparkSession spark,
            Collection<Quarter> quarters,
            Duration warmUp,
            Set<Integer> slotMinutes,
            int partitions) {
        Duration before = warmUp.plus(CleanBlock.LOOK_BACK);
        Dataset<Row> rawBars = bars.map(table -> table.of(quarters, before)).orElseGet(() -> nothing(spark, Slots.RAW));
        Dataset<Row> tradeMinutes = trades.map(table -> TradeMinutes.of(table.of(quarters, before), partitions))
                .orElseGet(() -> nothing(spark, TradeMinutes.SCHEMA));
        return Slots.of(rawBars, tradeMinutes, slotMinutes, partitions);
    }

    /** Made from an RDD: of an empty list Spark knows that it is empty, and does not divide it as it is told. */
    public static Dataset<Row> nothing(SparkSession spark, StructType schema) {
        return spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).<Row>emptyRDD(), schema);
    }
}
