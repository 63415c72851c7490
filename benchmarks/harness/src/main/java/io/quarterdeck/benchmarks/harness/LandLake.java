package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.benchmarks.harness.InTurn.Done;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Figure;
import io.quarterdeck.benchmarks.report.Figure.Better;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.localstack.LocalServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From Kafka into an Iceberg table, exactly once: our lander against the Iceberg sink of Kafka Connect. */
final class LandLake implements Comparison {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final List<Double> ourMemory = new ArrayList<>();
    private final List<Double> peersMemory = new ArrayList<>();

    @Override
    public String name() {
        return "land-lake";
    }

    @Override
    public String title() {
        return "Kafka to an Iceberg lake, exactly once, against the Iceberg sink of Kafka Connect";
    }

    @Override
    public Outcome run(Bench bench) throws Exception {
        InTurn turns = InTurn.run(
                bench,
                "quarterdeck",
                (turn, folder) -> land(turn, folder, LakeLander::ours, ourMemory),
                LakeLander.PEER,
                (turn, folder) -> land(turn, folder, LakeLander::icebergSink, peersMemory));
        return new Outcome(
                bench.market().what() + " of 6 partitions into a table partitioned by month, in zstd Parquet",
                turns.agreed(),
                turns.agreement(),
                LakeLander.versions(bench),
                LakeLander.settings(),
                List.of(
                        turns.rates("from the commit of the rows in Kafka to the last snapshot", Aim.ratio(1)),
                        memory(bench)),
                List.of(
                        "Both are up when the rows, all of one transaction, are committed; neither has landed anything before.",
                        "Ours also writes partition and offset of each record and the time of its batch: 12 columns, the peer's"
                                + " 9. The peer also turns our microseconds into its timestamps."));
    }

    private static Done land(Bench bench, Path folder, LakeLander.Start start, List<Double> memory) throws Exception {
        try (var servers = LocalServers.start(folder);
                var rows = HeldBack.load(bench.market(), servers);
                var lander = start.at(bench, servers, folder)) {
            var table = new LakeBars(servers);
            Instant released = rows.release();
            Instant landed = table.awaitRows(bench.market().rows(), lander, LIMIT);
            memory.add(Memory.peakMegabytes(lander.pid()));
            return new Done(
                    bench.market().rows(), Duration.between(released, landed).toMillis() / 1000.0, table.content());
        }
    }

    private Figure memory(Bench bench) {
        return new Figure(
                "most resident memory",
                "MB",
                Better.LOWER,
                "quarterdeck",
                last(ourMemory, bench),
                LakeLander.PEER,
                last(peersMemory, bench),
                Aim.NONE);
    }

    /** Without those of the warm-up. */
    private static List<Double> last(List<Double> values, Bench bench) {
        return values.subList(values.size() - bench.pairs(), values.size());
    }
}
