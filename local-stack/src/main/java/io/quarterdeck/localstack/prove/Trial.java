package io.quarterdeck.localstack.prove;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** One fault, tried while a file of its own streams through the pipeline. */
final class Trial {

    enum Result {
        SURVIVED,
        NOT_SURVIVED,
        NOT_TRIED
    }

    /**
     * What came of it; whether the contents are equal is seen at the end, for all of them.
     *
     * @param recovery from the end of the fault until both stores held all that Kafka held then
     * @param restarts how often a process had to be started again, the broken one included
     * @param note why it was not survived or not tried
     */
    record Outcome(FaultCase fault, Path slice, Result result, Duration recovery, int restarts, String note) {}

    private final Scene scene;

    Trial(Scene scene) {
        this.scene = scene;
    }

    Outcome run(FaultCase fault, Path slice, long rows) throws IOException, InterruptedException {
        Duration recovery = Duration.ZERO;
        Result result = Result.SURVIVED;
        String note = "";
        try {
            recovery = survive(fault, slice, rows);
        } catch (NotTried e) {
            result = Result.NOT_TRIED;
            note = e.getMessage();
        } catch (NotSurvived | IOException | KafkaException e) {
            result = Result.NOT_SURVIVED;
            note = e.getMessage();
        }
        return new Outcome(fault, slice, result, recovery, scene.endTrial(), note);
    }

    private Duration survive(FaultCase fault, Path slice, long rows)
            throws NotTried, NotSurvived, IOException, InterruptedException {
        var before = new Goal();
        scene.until("an answer from the broker", () -> {
            before.ends = scene.ends();
            return true;
        });
        scene.produce(slice, Math.max(1, rows / fault.moment().secondsOfRows));
        Duration recovery = Duration.ZERO;
        NotTried notTried = null;
        if (fault.moment() != FaultCase.Moment.WHEN_ALL_HAS_LANDED) {
            long goal = sum(before.ends) + (long) (rows * (0.1 + 0.4 * scene.random.nextDouble()));
            scene.until("the first rows in Kafka", () -> sum(scene.ends()) >= goal);
            try {
                act(fault);
            } catch (NotTried e) {
                notTried = e; // its rows are to land all the same
            }
            recovery = recover();
        }
        scene.until("the whole file in Kafka", scene::fileIsComplete);
        Duration landing = recover();
        if (fault.moment() == FaultCase.Moment.WHEN_ALL_HAS_LANDED) {
            act(fault);
            recovery = recover();
        }
        if (notTried != null) {
            throw notTried;
        }
        return recovery.isZero() ? landing : recovery;
    }

    private void act(FaultCase fault) throws NotTried, NotSurvived, IOException, InterruptedException {
        try {
            fault.act().on(scene);
        } catch (NotTried | NotSurvived | IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(fault.name() + ": " + e.getMessage(), e);
        }
    }

    /** Until both stores hold all that Kafka holds at its first answer. */
    private Duration recover() throws NotSurvived, IOException, InterruptedException {
        Instant start = Instant.now();
        var goal = new Goal();
        scene.until("all that Kafka holds in both stores", () -> {
            if (goal.ends == null) {
                goal.ends = scene.ends();
            }
            return scene.missing(goal.ends) == 0;
        });
        return Duration.between(start, Instant.now());
    }

    private static final class Goal {
        private Map<String, Map<Integer, Long>> ends;
    }

    private static long sum(Map<String, Map<Integer, Long>> offsets) {
        return offsets.values().stream()
                .flatMap(partitions -> partitions.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
