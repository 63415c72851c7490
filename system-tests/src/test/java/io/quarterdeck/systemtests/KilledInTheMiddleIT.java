package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises 1 to 3 of the design, tried by killing each service with rows of every kind in flight. */
class KilledInTheMiddleIT {

    /** Of each kind. */
    private static final int ROWS = 150_000;

    /** On a slow machine the file may have come so far by the time that something else has started. */
    private static final long NEARLY_ALL = ROWS * 9 / 10;

    /** While rows are on their way; a look takes a moment of what it waits for. */
    private static final Duration OFTEN = Duration.ofMillis(100);

    private static final Duration SELDOM = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final Map<EventKind<?>, DirtyFile> files = new LinkedHashMap<>();

    @Test
    void nothingIsLostAndNothingIsTwiceWhateverIsKilled() throws Exception {
        for (EventKind<?> kind : EventKind.ALL) {
            files.put(kind, DirtyFile.write(kind, ROWS, folder.resolve(kind + ".csv")));
        }
        try (Pipeline pipeline = Pipeline.start(folder);
                var producers = new Producers(pipeline)) {
            Stores stores = pipeline.stores;
            ServiceProcess streamStorage = pipeline.streamStorage();
            ServiceProcess dataStorage = pipeline.dataStorage();
            // Spark takes longest to start; rows must still be flowing
            untilForEach("the lake's table", kind -> stores.lake().exists(kind));
            producers.start();
            try {
                untilForEach("rows in Kafka", kind -> stores.kafka().end(kind) > ROWS / 10);
                producers.kill();
                producers.start();

                untilForEach("rows in PostgreSQL", kind -> stores.postgres().rows(kind) > ROWS / 8);
                dataStorage.kill();
                dataStorage = pipeline.dataStorage();

                untilForEach("rows in the lake", kind -> stores.lake().rows(kind) > 0);
                streamStorage.kill();
                streamStorage = pipeline.streamStorage();

                var sent = new HashMap<EventKind<?>, Long>();
                EventKind.ALL.forEach(kind -> sent.put(kind, stores.kafka().end(kind)));
                untilForEach(
                        "more rows in Kafka",
                        kind -> stores.kafka().end(kind) > Math.min(sent.get(kind) + ROWS / 10, NEARLY_ALL));
                producers.kill();
                dataStorage.kill();
                producers.start();
                dataStorage = pipeline.dataStorage();

                var landed = new HashMap<EventKind<?>, Long>();
                EventKind.ALL.forEach(kind -> landed.put(kind, stores.lake().rows(kind)));
                untilForEach(
                        "more rows in the lake",
                        kind -> stores.lake().rows(kind) > Math.min(landed.get(kind), NEARLY_ALL));
                streamStorage.kill();
                streamStorage = pipeline.streamStorage();

                producers.awaitEnd();
                untilForEach(
                        "PostgreSQL at the topic's end",
                        SELDOM,
                        kind -> stores.postgres()
                                .nextOffsets(kind)
                                .equals(stores.kafka().endOffsets(kind)));
                untilForEach(
                        "all rows in the lake",
                        SELDOM,
                        kind -> stores.lake().rows(kind) >= stores.postgres().rows(kind));

                for (EventKind<?> kind : EventKind.ALL) {
                    DirtyFile file = files.get(kind);
                    assertThat(stores.kafka().manifests(kind))
                            .singleElement()
                            .returns(SourceManifest.Status.COMPLETE, SourceManifest::status)
                            .returns(file.rows(), SourceManifest::rowsRead)
                            .returns(file.malformed(), SourceManifest::rowsRejected);
                    stores.assertAllHoldWhatWasRead(kind);
                }
                assertThat(stores.kafka().rejectedLines())
                        .isEqualTo(files.values().stream()
                                .mapToLong(DirtyFile::malformed)
                                .sum());
            } finally {
                streamStorage.close();
                dataStorage.close();
            }
        }
    }

    /** One for the file of each kind, at work at the same time. */
    private final class Producers implements AutoCloseable {

        private final Pipeline pipeline;
        private final Map<EventKind<?>, ServiceProcess> processes = new HashMap<>();

        Producers(Pipeline pipeline) {
            this.pipeline = pipeline;
        }

        void start() throws Exception {
            for (EventKind<?> kind : EventKind.ALL) {
                processes.put(kind, pipeline.producer(files.get(kind).path()));
            }
        }

        void kill() {
            processes.values().forEach(ServiceProcess::kill);
        }

        void awaitEnd() throws Exception {
            for (ServiceProcess producer : processes.values()) {
                assertThat(producer.exitCode(Duration.ofMinutes(10)))
                        .as(producer.output())
                        .isZero();
            }
        }

        @Override
        public void close() {
            kill();
        }
    }

    private interface Condition {
        boolean holdsFor(EventKind<?> kind) throws Exception;
    }

    private static void untilForEach(String what, Condition condition) {
        untilForEach(what, OFTEN, condition);
    }

    private static void untilForEach(String what, Duration lookEvery, Condition condition) {
        for (EventKind<?> kind : EventKind.ALL) {
            await(kind + ": " + what)
                    .atMost(Duration.ofMinutes(10))
                    .pollInterval(lookEvery)
                    .until(() -> condition.holdsFor(kind));
        }
    }
}
