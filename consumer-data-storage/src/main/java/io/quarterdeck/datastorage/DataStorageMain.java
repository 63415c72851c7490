package io.quarterdeck.datastorage;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.HealthOptions;
import io.quarterdeck.servicekit.HealthServer;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "consumer-data-storage",
        mixinStandardHelpOptions = true,
        description = "Stores every event of the topics market.* in PostgreSQL's tables raw.* exactly once.")
final class DataStorageMain implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(DataStorageMain.class);

    private static final String NAME = "consumer-data-storage";

    private static final Duration LONGEST_FLUSH_INTERVAL = Duration.ofHours(1);

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Mixin
    HealthOptions http = new HealthOptions();

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "${env:GROUP:-" + NAME + "}",
            description = "Instances of the same consumer group share the partitions. Env GROUP; now ${DEFAULT-VALUE}.")
    String group;

    @Option(
            names = "--flush-rows",
            paramLabel = "N",
            defaultValue = "${env:FLUSH_ROWS:-50000}",
            description = "Rows after which a batch is stored. Env FLUSH_ROWS; now ${DEFAULT-VALUE}.")
    int flushRows;

    @Option(
            names = "--flush-interval",
            paramLabel = "DURATION",
            defaultValue = "${env:FLUSH_INTERVAL:-PT0.2S}",
            description = "Time after which a batch is stored, however small, such as PT0.2S. Env FLUSH_INTERVAL;"
                    + " now ${DEFAULT-VALUE}.")
    Duration flushInterval;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DataStorageMain())
                .setParameterExceptionHandler(new BadUsage())
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        check();
        log.info(
                "kafka={} group={} postgres={} user={} flushRows={} flushInterval={}",
                kafka.servers,
                group,
                postgres.url,
                postgres.user,
                flushRows,
                flushInterval);
        var kinds = EventKind.ALL;
        var topics = kinds.stream().map(EventKind::topic).collect(Collectors.toSet());
        var clock = Clock.systemUTC();
        try (var stop = StopSignal.install();
                var health = HealthServer.open(http);
                var store = new EventStore(() -> postgres.connect(NAME));
                var reader = TopicReader.open(kafka.client(), group, topics, flushRows);
                var storing = new StoreEvents(
                        reader,
                        store,
                        () -> new Batch(kinds, clock),
                        flushRows,
                        flushInterval,
                        new Progress(kinds, health.metrics(), clock),
                        clock)) {
            health.readyWhen(storing::ready);
            while (!stop.requested()) {
                storing.turn();
            }
            log.info("stopped");
            return 0;
        } catch (BrokenPromiseException | SQLException | KafkaException | IOException e) {
            log.debug("stopped", e);
            spec.commandLine().getErr().println(NAME + ": " + reason(e));
            return 1;
        }
    }

    /** Kafka's clients put what matters into the cause. */
    private static String reason(Exception e) {
        boolean wrapped = e instanceof KafkaException && e.getCause() != null;
        return wrapped ? e.getMessage() + ": " + e.getCause().getMessage() : e.getMessage();
    }

    private void check() {
        if (flushRows < 1) {
            throw new ParameterException(spec.commandLine(), "--flush-rows: must be at least 1, not " + flushRows);
        }
        if (flushInterval.isNegative() || flushInterval.compareTo(LONGEST_FLUSH_INTERVAL) > 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--flush-interval: must be from PT0S to " + LONGEST_FLUSH_INTERVAL + ", but is " + flushInterval);
        }
        if (group.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--group: must not be empty");
        }
    }
}
