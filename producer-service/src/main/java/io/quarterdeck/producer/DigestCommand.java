package io.quarterdeck.producer;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.SourceDigest;
import io.quarterdeck.marketdata.SourceDigest.DaySum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code digest}: what {@code produce} would send of a file, counted and hashed; needs no Kafka. */
@Command(
        name = "digest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Reads files as produce does and prints, as JSON, the rows and the content hash of each partition and"
                        + " day, for an audit to compare the stores with. Sends nothing.")
final class DigestCommand implements Callable<Integer> {

    private static final long DAY_MICROS = 86_400_000_000L;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = "As for produce.")
    List<String> inputs = List.of();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "How many the topic has. Now ${DEFAULT-VALUE}.")
    int partitions;

    @Mixin
    FormatOptions format = new FormatOptions();

    @Option(
            names = "--work-dir",
            paramLabel = "FOLDER",
            defaultValue = "${env:WORK_DIR:-${sys:java.io.tmpdir}}",
            description = "Where downloads and standard input are kept meanwhile. Env WORK_DIR; now ${DEFAULT-VALUE}.")
    Path workDir;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (partitions < 1) {
            throw new ParameterException(spec.commandLine(), "--partitions: " + partitions + " is below 1");
        }
        format.check();
        var digests = new ArrayList<SourceDigest>();
        try (var files = new Inputs(workDir)) {
            for (SourceFile file : files.resolve(inputs)) {
                digests.add(digest(file, Layout.of(file, format)));
            }
        }
        var out = spec.commandLine().getOut();
        out.println(new String(FileJson.write(new SourceDigest.Files(digests)), StandardCharsets.UTF_8));
        out.flush();
        return 0;
    }

    /** One partition's rows of one day; null for rows without a time. */
    private record Day(int partition, Long epochDay) {

        DaySum sum(ContentHash hash) {
            String day =
                    epochDay == null ? null : LocalDate.ofEpochDay(epochDay).toString();
            return new DaySum(partition, day, hash.rows(), hash.hex());
        }
    }

    private <E extends Event> SourceDigest digest(SourceFile file, Layout<E> layout) throws IOException {
        EventKind<E> kind = layout.profile().kind();
        Fingerprint fingerprint = file.fingerprint();
        var parser = new LineParser<>(layout, fingerprint.sourceId());
        var partitionOf = new HashMap<String, Integer>();
        var sums = new HashMap<Day, ContentHash>();
        var hasher = new ContentHasher();
        Day current = null;
        long rejected = 0;
        boolean headerAhead = layout.header();
        try (var lines = file.lines()) {
            while (lines.next()) {
                if (lines.blank() || headerAhead) {
                    headerAhead &= lines.blank();
                } else if (parser.parse(lines) instanceof ParsedLine.Row<E> row) {
                    E event = row.event();
                    var day = new Day(
                            partitionOf.computeIfAbsent(event.symbol(), symbol -> KeyPartition.of(symbol, partitions)),
                            event.timeMicros() == Event.NO_TIME
                                    ? null
                                    : Long.valueOf(Math.floorDiv(event.timeMicros(), DAY_MICROS)));
                    if (!day.equals(current)) {
                        addTo(sums, current, hasher);
                        current = day;
                    }
                    hasher.add(kind, event);
                } else {
                    rejected++;
                }
            }
        }
        addTo(sums, current, hasher);
        return new SourceDigest(
                fingerprint.sourceId(),
                fingerprint.sha256(),
                file.name(),
                kind.topic(),
                rejected,
                sums.entrySet().stream()
                        .map(day -> day.getKey().sum(day.getValue()))
                        .toList());
    }

    private static void addTo(Map<Day, ContentHash> sums, Day day, ContentHasher hasher) {
        if (day != null) {
            sums.merge(day, hasher.take(), ContentHash::plus);
        }
    }
}
