package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The embedded stack with all its services; dashboard and bot are at work, too. */
final class OurChain implements Chain {

    private final EmbeddedStack stack;

    private OurChain(EmbeddedStack stack) {
        this.stack = stack;
    }

    static Chain start(Bench bench, Path folder) throws IOException {
        return new OurChain(EmbeddedStack.start(bench, folder));
    }

    @Override
    public Times run(Market market) throws IOException, InterruptedException, SQLException {
        long start = System.nanoTime();
        stack.run("produce", market.csv().toString());
        double inKafka = Chain.secondsSince(start);
        stack.awaitLanded();
        double landed = Chain.secondsSince(start);
        // Whatever the market is like, both sides shall make the same quarters: the peer knows no gate.
        stack.run("quarter", "--all", "--allow-partial", "--override-gate", "benchmark: the peer has no gate");
        return new Times(inKafka, landed, Chain.secondsSince(start));
    }

    @Override
    public FeatureRows features(String interval) throws SQLException, IOException {
        try (Connection connection = stack.connect("dashboard")) {
            return FeatureRows.of("features.bars_" + interval, connection);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
