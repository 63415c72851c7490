package io.quarterdeck.localstack;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/**
 * What a running stack holds.
 *
 * @param topics where each topic ends: the offsets behind the last committed records of its partitions, added up; the
 *     end marks of transactions count, too
 * @param copies of every kind's topic, in both stores
 * @param releases in force, the oldest quarter first
 * @param runs of the trading bot
 * @param problems what could not be asked, and why
 */
record StackContent(
        Map<String, Long> topics,
        List<Copy> copies,
        List<Release> releases,
        List<TradingRun> runs,
        List<String> problems) {

    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(3);

    /**
     * One copy of a topic.
     *
     * @param rows null when the store does not answer
     * @param estimated whether counting them would have taken too long; see {@link RowCount}
     * @param lag offsets between what is stored and the end of the topic; null when Kafka or the service does not answer
     */
    record Copy(String topic, String table, String service, Long rows, boolean estimated, Long lag) {}

    static StackContent of(RunningStack stack) {
        var problems = new ArrayList<String>();
        var topics = new LinkedHashMap<String, Long>();
        Map<String, Map<Integer, Long>> ends = Map.of();
        try (var kafka = KafkaContent.of(stack.connection(), KAFKA_PATIENCE)) {
            ends = kafka.endOffsets(Stream.concat(
                            EventKind.ALL.stream().map(EventKind::topic),
                            Stream.of(Topics.REJECTED, Topics.MANIFESTS, Topics.ORDERS, Topics.FILLS))
                    .toList());
            ends.forEach((topic, end) -> topics.put(topic, sum(end)));
        } catch (KafkaException e) {
            problems.add("Kafka: " + e.getMessage());
        }

        var rowsInPostgres = new HashMap<String, RowCount>();
        List<Release> releases = List.of();
        List<TradingRun> runs = List.of();
        try (var connection = stack.connection().connect("dashboard")) {
            releases = Release.inForce(connection);
            runs = TradingRun.all(connection);
            for (EventKind<?> kind : EventKind.ALL) {
                rowsInPostgres.put(kind.table(), RowCount.of(kind.table(), connection));
            }
        } catch (SQLException | IOException e) {
            problems.add("PostgreSQL: " + e.getMessage());
        }

        Metrics data = metrics(stack, ServiceCommands.DATA_STORAGE, problems);
        Metrics stream = metrics(stack, ServiceCommands.STREAM_STORAGE, problems);
        var copies = new ArrayList<Copy>();
        for (EventKind<?> kind : EventKind.ALL) {
            String topic = kind.topic();
            String table = kind.table();
            RowCount inPostgres = rowsInPostgres.get(table);
            copies.add(new Copy(
                    topic,
                    table,
                    ServiceCommands.DATA_STORAGE,
                    inPostgres == null ? null : inPostgres.rows(),
                    inPostgres != null && inPostgres.estimated(),
                    lag(ends.get(topic), data.nextOffsets(topic))));
            copies.add(new Copy(
                    topic,
                    "lake." + table,
                    ServiceCommands.STREAM_STORAGE,
                    stream.lakeRows(table).orElse(null),
                    false,
                    lag(ends.get(topic), stream.nextOffsets(topic))));
        }
        return new StackContent(topics, copies, releases, runs, problems);
    }

    String table() {
        var text = new StringBuilder("%n%-25s %14s%n".formatted("topic", "end offset"));
        topics.forEach((topic, end) -> text.append("%-25s %14s%n".formatted(topic, number(end))));
        text.append("%n%-25s %14s %10s  %-15s %s%n".formatted("copy", "rows", "lag", "of", "by"));
        for (Copy copy : copies) {
            text.append("%-25s %14s %10s  %-15s %s%n"
                    .formatted(copy.table(), rows(copy), number(copy.lag()), copy.topic(), copy.service()));
        }
        text.append("%n%-25s %14s  %s%n".formatted("release", "rows", "tables"));
        for (Release release : releases) {
            text.append("%-25s %14s  %s%n".formatted(release.label(), number(release.rows()), release.tables()));
        }
        if (releases.isEmpty()) {
            text.append("none yet; ./quarterdeck quarter --all makes one of each complete quarter%n".formatted());
        }
        text.append("%n%-25s %14s  %s%n".formatted("run of the bot", "state", "newest minute, and what it did"));
        for (TradingRun run : runs) {
            text.append("%-25s %14s  %s  %s%n"
                    .formatted(run.name(), run.state(), run.slot() == null ? "-" : run.slot(), run.deeds()));
        }
        problems.forEach(problem -> text.append("! ").append(problem).append('\n'));
        return text.toString();
    }

    private static Metrics metrics(RunningStack stack, String service, List<String> problems) {
        try {
            return ServiceHttp.metrics(stack.httpPort(service));
        } catch (IOException e) {
            problems.add(service + ": " + e.getMessage());
            return Metrics.parse("");
        }
    }

    private static Long lag(Map<Integer, Long> ends, Map<Integer, Long> next) {
        return ends == null || next.isEmpty() && sum(ends) > 0 ? null : (Long) Landing.missing(ends, next);
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String rows(Copy copy) {
        return (copy.estimated() ? "~" : "") + number(copy.rows());
    }

    private static String number(Long value) {
        return value == null ? "?" : String.format(Locale.ROOT, "%,d", value);
    }
}
