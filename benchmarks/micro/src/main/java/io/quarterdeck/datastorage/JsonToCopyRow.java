package io.quarterdeck.datastorage;

import io.quarterdeck.benchmarks.micro.SampleRows;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The value of a Kafka record to a row of PostgreSQL's COPY: parsed, checked, written. */
@State(Scope.Thread)
public class JsonToCopyRow {

    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private List<ConsumerRecord<byte[], byte[]>> records;
    private KindRows<Bar> rows;

    @Setup
    public void setUp() {
        List<byte[]> values = SampleRows.json();
        records = IntStream.range(0, values.size())
                .mapToObj(i -> new ConsumerRecord<>(EventKind.BARS.topic(), 0, i, new byte[0], values.get(i)))
                .toList();
        rows = new KindRows<>(EventKind.BARS);
    }

    @Benchmark
    @OperationsPerInvocation(SampleRows.COUNT)
    public long row() {
        rows.clear();
        rows.add(records, now);
        return rows.bytes();
    }
}
