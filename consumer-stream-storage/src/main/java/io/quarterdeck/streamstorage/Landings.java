package io.quarterdeck.streamstorage;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The streaming queries of all kinds, side by side in one Spark. Each has its own table and checkpoint, for a batch is
 * tied to the offsets of its own query; they start, fail and stop together.
 */
final class Landings {

    private final List<Landing> landings;

    private Landings(List<Landing> landings) {
        this.landings = landings;
    }

    /**
     * Starts the query of every kind, none before all are found to be in order.
     *
     * @param checkpoint folder of the kinds' checkpoints
     * @param kafka client settings
     * @param landed is told of the offsets that each table has come to
     * @param trigger {@link Trigger#AvailableNow()} ends each query by itself once it has caught up
     * @throws IllegalStateException when checkpoint, table and topic of a kind do not belong together
     */
    static Landings start(
            Lake lake,
            String checkpoint,
            Map<String, String> kafka,
            Trigger trigger,
            long maxRecordsPerBatch,
            MeterRegistry metrics,
            Consumer<TopicOffsets> landed)
            throws IOException, TimeoutException, InterruptedException {
        var hadoop = lake.spark().sparkContext().hadoopConfiguration();
        var landings = new ArrayList<Landing>();
        for (EventKind<?> kind : EventKind.ALL) {
            landings.add(Landing.prepare(kind, lake, Checkpoint.of(kind, checkpoint, hadoop), kafka, metrics, landed));
        }
        for (Landing landing : landings) {
            landing.start(trigger, maxRecordsPerBatch);
        }
        return new Landings(List.copyOf(landings));
    }

    /** True as long as all run and have stored their first batch, or found it to be empty. */
    boolean ready() {
        return landings.stream().allMatch(Landing::ready);
    }

    /** True until one fails or all have ended. */
    boolean running() {
        return failure().isEmpty() && landings.stream().anyMatch(Landing::running);
    }

    /**
     * Ends the queries, each between two batches.
     *
     * @return false when none of the moments between batches was met within {@code patience}: queries still run, and to end
     *     the process is the way to end them
     */
    boolean stop(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                for (Landing landing : landings) {
                    if (landing.running() && !landing.inBatch()) {
                        landing.stop();
                    }
                }
                if (landings.stream().noneMatch(Landing::running)) {
                    return true;
                }
                if (System.nanoTime() >= end) {
                    return false;
                }
                Thread.sleep(20);
            }
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Why the first of those that failed did. */
    Optional<StreamingQueryException> failure() {
        return landings.stream().flatMap(landing -> landing.failure().stream()).findFirst();
    }
}
