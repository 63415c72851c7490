package io.quarterdeck.benchmarks.backtest;

import io.quarterdeck.benchmarks.backtest.Measurement.Plan;
import io.quarterdeck.benchmarks.backtest.Measurement.Side;
import io.quarterdeck.benchmarks.backtest.Measurement.What;
import io.quarterdeck.benchmarks.report.Aim;
import io.quarterdeck.benchmarks.report.Outcome;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.CsvBars;
import io.quarterdeck.tradingbot.market.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The bot's backtest against ta4j's, in turn, over the same bars. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the strategy trend over minute bars by the bot's backtest and by ta4j's, in turn, in one thread, and holds the"
                    + " decisions against each other: from bars in memory, stepping by minute and by hour, and from CSV files.",
            "Whether the two decided the same is in the outcome, and no exit code."
        })
public final class BacktestBenchmark implements Callable<Integer> {

    /** Both step from minute to minute; so this is the one that something is aimed at. */
    private static final Aim BY_MINUTE = Aim.ratio(2);

    @Option(
            names = "--bars",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "CSV of minute bars, may be gzipped: symbol,open_time,open,high,low,close,volume.")
    List<Path> files;

    @Option(names = "--outcome", paramLabel = "FILE", required = true, description = "What came out goes there.")
    Path outcome;

    @Option(
            names = "--pairs",
            description = "How often each runs and is measured; now ${DEFAULT-VALUE}.",
            defaultValue = "5")
    int pairs;

    @Option(names = "--warm-up", description = "Pairs before these; now ${DEFAULT-VALUE}.", defaultValue = "2")
    int warmUp;

    @Option(names = "--fast", description = "Hours of the fast average; now ${DEFAULT-VALUE}.", defaultValue = "24")
    int fast;

    @Option(names = "--slow", description = "Hours of the slow average; now ${DEFAULT-VALUE}.", defaultValue = "96")
    int slow;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BacktestBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (pairs < 1 || warmUp < 0) {
            throw new ParameterException(spec.commandLine(), "--pairs must be above 0, --warm-up not below");
        }
        measure().write(outcome);
        return 0;
    }

    private Outcome measure() throws IOException {
        var plan = new Plan(warmUp, pairs);
        List<Bar> bars = CsvBars.read(files, bar -> true);
        if (bars.isEmpty()) {
            throw new IOException("no bars in " + files);
        }
        var ours = new Ours(fast, slow, bars);
        var peer = new ByTa4j(fast, slow);
        Measurement byHour = Measurement.of(
                new What("ta4j by hour, both from the same bars in memory", bars.size(), Aim.NONE),
                new Side(ours.name(), () -> ours.overBars(bars)),
                new Side(peer.name(), () -> peer.overBars(bars)),
                plan);
        Measurement fromFiles = Measurement.of(
                new What("ta4j by hour, both from CSV", bars.size(), Aim.NONE),
                new Side(ours.name(), () -> ours.overFiles(files)),
                new Side(peer.name(), () -> peer.overFiles(files)),
                plan);
        List<Slot> slots = ours.slots(bars); // not before: these need much memory
        var minutes = new ByTa4jMinutes(
                fast, slow, slots.stream().flatMap(slot -> slot.bars().stream()).toList());
        Measurement byMinute = Measurement.of(
                new What("both by minute, from their own form of minutes in memory", bars.size(), BY_MINUTE),
                new Side(ours.name(), () -> ours.overSlots(slots)),
                new Side(minutes.name(), minutes::run),
                plan);
        return outcome(bars, List.of(byMinute, byHour, fromFiles));
    }

    private Outcome outcome(List<Bar> bars, List<Measurement> measurements) throws IOException {
        return new Outcome(
                String.format(
                        Locale.ROOT,
                        "%,d minute bars of %d symbols, %s to %s; strategy `trend`, averages over %d and %d hours; one thread,"
                                + " no reports",
                        bars.size(),
                        bars.stream().map(Bar::symbol).distinct().count(),
                        day(bars.stream().mapToLong(Bar::openTimeMicros).min().orElseThrow()),
                        day(bars.stream().mapToLong(Bar::openTimeMicros).max().orElseThrow()),
                        fast,
                        slow),
                measurements.stream()
                        .allMatch(measurement -> measurement.agreement().holds()),
                measurements.stream()
                        .map(measurement -> measurement.figure().what() + ": "
                                + measurement.agreement().text())
                        .collect(Collectors.joining("; ")),
                Map.of("ta4j", versions().getProperty("ta4j")),
                Map.of(
                        "both heap",
                        (Runtime.getRuntime().maxMemory() >> 20) + " MB",
                        "both collector",
                        ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .map(GarbageCollectorMXBean::getName)
                                .collect(Collectors.joining(" and ")),
                        "peer numbers",
                        "DoubleNum"),
                measurements.stream().map(Measurement::figure).toList(),
                List.of(
                        "Rates are by the thread's time on a core, not by the clock.",
                        "By minute is like with like: both look at every minute and fill at the next one's open. The aim is for"
                                + " that; by hour, ta4j takes one step where the bot takes sixty."));
    }

    private static String day(long micros) {
        return Instant.ofEpochSecond(micros / 1_000_000).toString().substring(0, 10);
    }

    private static Properties versions() throws IOException {
        var versions = new Properties();
        try (InputStream text = BacktestBenchmark.class.getResourceAsStream("versions.properties")) {
            versions.load(text);
        }
        return versions;
    }
}
