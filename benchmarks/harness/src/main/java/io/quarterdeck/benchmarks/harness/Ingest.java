package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.report.Outcome;
import java.util.List;

/** CSV to Kafka by our producer, exactly once, against Kafka's own perf test, which sends ready-made records. */
final class Ingest implements Comparison {

    private static final List<String> PRODUCER_SETTINGS =
            List.of("acks=all", "enable.idempotence=true", "compression.type=lz4", "batch.size=262144", "linger.ms=10");

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String title() {
        return "CSV to Kafka, exactly once, against kafka-producer-perf-test with records as large";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        throw new UnsupportedOperationException("next");
    }
}
