package io.quarterdeck.benchmarks.micro;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.EventKind;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A row added to the content hash. */
@State(Scope.Thread)
public class HashedRow {

    private final List<Bar> bars = SampleRows.bars();
    private final ContentHasher hasher = new ContentHasher();

    @Benchmark
    @OperationsPerInvocation(SampleRows.COUNT)
    public ContentHash row() {
        for (Bar bar : bars) {
            hasher.add(EventKind.BARS, bar);
        }
        return hasher.take();
    }
}
