package io.quarterdeck.batch;

import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.RawTable;
import io.quarterdeck.batch.release.FeatureStore;
import io.quarterdeck.batch.run.FailedRun;
import io.quarterdeck.batch.run.QuarterConverter;
import io.quarterdeck.batch.run.RunRecord;
import io.quarterdeck.marketdata.Quarter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Which quarters a run makes: those that are named, all that the lake has, or those that are due. */
final class WantedQuarters {

    private static final Logger log = LoggerFactory.getLogger(WantedQuarters.class);

    private static final String COMPLETE =
            "a complete quarter has data of its first and its last day, --allow-partial takes others, too";

    @Option(
            names = "--quarter",
            paramLabel = "QUARTER",
            converter = QuarterConverter.class,
            description = "A quarter such as 2016Q4; may be given more than once.")
    Set<Quarter> named = new TreeSet<>();

    @Option(names = "--all", description = "Every quarter for which the lake has data of its first and its last day.")
    boolean all;

    @Option(
            names = "--due",
            description = "Every complete quarter that has ended and has no whole release in force, unless the gate has"
                    + " refused it on the same data; nothing to do is no failure.")
    boolean due;

    /**
     * Of all or of those named.
     *
     * @throws FailedRun if there is none, or one that is named has no data or, unless partial ones are allowed, is not
     *     complete
     */
    List<Quarter> from(RawData raw, boolean allowPartial) throws FailedRun {
        String span = "the lake has data from %s to %s"
                .formatted(raw.span().first(), raw.span().last());
        if (all) {
            List<Quarter> found = List.copyOf(raw.quarters().keySet());
            List<Quarter> taken =
                    allowPartial ? found : found.stream().filter(raw::complete).toList();
            if (taken.isEmpty()) {
                throw new FailedRun("no quarter is complete: " + span + "; " + COMPLETE);
            }
            return taken;
        }
        for (Quarter quarter : named) {
            if (!raw.quarters().containsKey(quarter)) {
                throw new FailedRun(quarter + " has no data: " + span);
            }
            if (!allowPartial && !raw.complete(quarter)) {
                throw new FailedRun(quarter + " is not complete: " + span + "; " + COMPLETE);
            }
        }
        return List.copyOf(named);
    }

    /**
     * Those that are due; a partial release is no release of a quarter that has become complete.
     *
     * @param settle for how long no row of a quarter may have come
     */
    static List<Quarter> due(RawData raw, Duration settle, FeatureStore store, RunRecord record) throws SQLException {
        Instant now = Instant.now();
        Optional<Long> bars = raw.bars().map(RawTable::snapshotId);
        Optional<Long> trades = raw.trades().map(RawTable::snapshotId);
        var due = new ArrayList<Quarter>();
        for (Quarter quarter : raw.quarters().keySet()) {
            boolean ended = !quarter.end().isAfter(now);
            boolean released =
                    store.inForce(quarter).filter(release -> !release.partial()).isPresent();
            if (ended && raw.complete(quarter) && !released && !record.refusedBefore(quarter, bars, trades)) {
                if (settle.isZero() || raw.settledSince(now.minus(settle), quarter)) {
                    due.add(quarter);
                } else {
                    log.info("left for later quarter={}: rows have come less than {} ago", quarter, settle);
                }
            }
        }
        return due;
    }
}
