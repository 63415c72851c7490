package io.quarterdeck.benchmarks.micro;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The value of a Kafka record to a bar: parsed and checked. */
@State(Scope.Thread)
public class DecodedRow {

    private final List<byte[]> values = SampleRows.json();
    private final WireFormat.Reader<Bar> reader = new WireFormat.Reader<>(EventKind.BARS);

    @Benchmark
    @OperationsPerInvocation(SampleRows.COUNT)
    public void row(Blackhole taken) {
        for (byte[] value : values) {
            taken.consume(reader.read(value));
        }
    }
}
