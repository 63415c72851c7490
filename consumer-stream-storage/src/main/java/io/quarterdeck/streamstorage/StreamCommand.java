package io.quarterdeck.streamstorage;

import io.quarterdeck.servicekit.HealthOptions;
import io.quarterdeck.servicekit.HealthServer;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.servicekit.StopSignal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description =
                "Stores every event of the topics market.* in the lake's tables raw.* exactly once, until stopped.")
final class StreamCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(StreamCommand.class);

    /** For Spark to end its session. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    LakeOptions lakeOptions = new LakeOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Mixin
    HealthOptions healthOptions = new HealthOptions();

    @Option(
            names = "--checkpoint",
            paramLabel = "URI",
            required = true,
            defaultValue = "${env:CHECKPOINT}",
            description =
                    "Folder that keeps how far the lake has come, a folder for each topic; it belongs to this one lake."
                            + " Env CHECKPOINT.")
    String checkpoint;

    @Option(
            names = "--trigger",
            paramLabel = "DURATION",
            defaultValue = "${env:TRIGGER:-10s}",
            converter = ShortDuration.class,
            description = "Shortest time from the start of one batch of a topic to the next, such as 500ms, 10s or 1m;"
                    + " each batch with rows is a snapshot of its table. Env TRIGGER; now ${DEFAULT-VALUE}.")
    Duration trigger;

    @Option(
            names = "--max-batch-records",
            paramLabel = "N",
            defaultValue = "${env:MAX_BATCH_RECORDS:-500000}",
            description = "Most records in one batch of a topic. Env MAX_BATCH_RECORDS; now ${DEFAULT-VALUE}.")
    long maxBatchRecords;

    @Option(
            names = "--stop-after",
            paramLabel = "DURATION",
            defaultValue = "${env:STOP_AFTER:-5s}",
            converter = ShortDuration.class,
            description =
                    "How long a stop signal waits for the batches in hand; one that takes longer is cut, and stored"
                            + " by the next start. Env STOP_AFTER; now ${DEFAULT-VALUE}.")
    Duration stopAfter;

    @Option(names = "--once", description = "Store what the topics hold now, then stop.")
    boolean once;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() throws Exception {
        if (maxBatchRecords < 1) {
            throw new ParameterException(
                    command.commandLine(), "--max-batch-records " + maxBatchRecords + " is below 1");
        }
        log.info(
                "settings kafka={} warehouse={} catalog={} checkpoint={} trigger={} max_batch_records={} once={}",
                kafka.servers,
                lakeOptions.warehouse,
                lakeOptions.catalog,
                checkpoint,
                trigger,
                maxBatchRecords,
                once);
        try (var stop = Signals.relayedTo(StopSignal.install(), stopAfter.plus(CLOSING));
                var health = HealthServer.open(healthOptions);
                var lake = Lake.open("consumer-stream-storage", lakeOptions, postgres)) {
            var landings = Landings.start(
                    lake,
                    checkpoint,
                    kafka.client(),
                    once ? Trigger.AvailableNow() : Trigger.ProcessingTime(trigger.toMillis()),
                    maxBatchRecords,
                    health.metrics(),
                    landed());
            health.readyWhen(landings::ready);
            while (landings.running() && !stop.await(Duration.ofMillis(200))) {}
            Optional<StreamingQueryException> failure = landings.failure();
            boolean betweenBatches = landings.stop(stopAfter);
            if (failure.isPresent()) {
                throw failure.get();
            }
            // One that has begun to look for its next batch in the moment of the stop fails of it.
            if (stop.requested() && (!betweenBatches || landings.failure().isPresent())) {
                Signals.endNow("in the midst of a batch");
            }
        }
        return 0;
    }

    /** A lake that keeps its catalog in its own folder has nobody to tell. */
    private Consumer<TopicOffsets> landed() {
        return lakeOptions.catalog == LakeOptions.Catalog.POSTGRES ? new LakeOffsets(postgres) : offsets -> {};
    }

    /** Reads {@code 500ms}, {@code 10s}, {@code 1m}. */
    static final class ShortDuration implements ITypeConverter<Duration> {

        private static final Duration LONGEST = Duration.ofDays(1);

        @Override
        public Duration convert(String text) {
            try {
                Duration duration = text.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
                if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
                    throw new TypeConversionException("'" + text + "' is not from 0s to 24h");
                }
                return duration;
            } catch (DateTimeParseException | NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a duration such as 500ms, 10s or 1m");
            }
        }
    }
}
