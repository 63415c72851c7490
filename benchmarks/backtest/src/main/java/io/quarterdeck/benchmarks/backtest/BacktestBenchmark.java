package io.quarterdeck.benchmarks.backtest;

import io.quarterdeck.benchmarks.backtest.Measurement.Plan;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.CsvBars;
import io.quarterdeck.tradingbot.market.SlotMerger;
import io.quarterdeck.tradingbot.market.Symbols;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
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
                    + " decisions against each other: once from bars in memory, once from CSV files.",
            "Exit code 1: the two did not decide the same."
        })
public final class BacktestBenchmark implements Callable<Integer> {

    private static final int FAST = 24;
    private static final int SLOW = 96;

    @Option(
            names = "--bars",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "CSV of minute bars, may be gzipped: symbol,open_time,open,high,low,close,volume.")
    List<Path> files;

    @Option(
            names = "--pairs",
            description = "How often each runs and is measured; now ${DEFAULT-VALUE}.",
            defaultValue = "7")
    int pairs;

    @Option(names = "--warm-up", description = "Pairs before these; now ${DEFAULT-VALUE}.", defaultValue = "3")
    int warmUp;

    @Option(names = "--out", paramLabel = "DIR", description = "Writes backtest.md and backtest.json there.")
    Path out;

    @Option(names = "--revision", description = "Of the sources, for the result.", defaultValue = "unknown")
    String revision;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BacktestBenchmark())
                .setOverwrittenOptionsAllowed(true) // what the script sets, a person may set otherwise
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (pairs < 1 || warmUp < 0) {
            throw new ParameterException(spec.commandLine(), "--pairs must be above 0, --warm-up not below");
        }
        Result result = measure();
        spec.commandLine().getOut().print(result.page());
        spec.commandLine().getOut().flush();
        if (out != null) {
            result.write(out);
        }
        return result.agreed() ? 0 : 1;
    }

    private Result measure() throws IOException {
        Machine machine = Machine.here();
        var plan = new Plan(warmUp, pairs);
        List<Bar> bars = CsvBars.read(files, bar -> true);
        if (bars.isEmpty()) {
            throw new IOException("no bars in " + files);
        }
        var ours = new Ours(FAST, SLOW, bars);
        var peer = new ByTa4j(FAST, SLOW);
        Measurement fromMemory = Measurement.of(
                "memory",
                bars.size(),
                ours.name(),
                () -> ours.overBars(bars),
                peer.name(),
                () -> peer.overBars(bars),
                plan);
        Measurement fromFiles = Measurement.of(
                "CSV",
                bars.size(),
                ours.name(),
                () -> ours.overFiles(files),
                peer.name(),
                () -> peer.overFiles(files),
                plan);
        var byMinute = new ByTa4jMinutes(FAST, SLOW, sound(bars)); // not before: it needs much memory
        Measurement byMinutes = Measurement.of(
                "memory", bars.size(), ours.name(), () -> ours.overBars(bars), byMinute.name(), byMinute::run, plan);
        Properties versions = versions();
        return new Result(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                revision,
                versions.getProperty("quarterdeck"),
                versions.getProperty("ta4j"),
                machine,
                files.stream().map(file -> file.getFileName().toString()).toList(),
                bars.stream().map(Bar::symbol).distinct().sorted().toList(),
                time(bars.stream().mapToLong(Bar::openTimeMicros).min().orElseThrow()),
                time(bars.stream().mapToLong(Bar::openTimeMicros).max().orElseThrow()),
                warmUp,
                List.of(fromMemory, fromFiles, byMinutes));
    }

    /** What the bot trades on. */
    private static List<Bar> sound(List<Bar> bars) {
        var sound = new ArrayList<Bar>();
        var symbols = new Symbols(bars.stream().map(Bar::symbol).distinct().toList());
        var merger = new SlotMerger(symbols, 1, slot -> sound.addAll(slot.bars()));
        bars.forEach(bar -> merger.add(0, bar));
        merger.ended(0);
        return sound;
    }

    private static String time(long micros) {
        return Instant.ofEpochSecond(micros / 1_000_000).toString();
    }

    private static Properties versions() throws IOException {
        var versions = new Properties();
        try (InputStream text = BacktestBenchmark.class.getResourceAsStream("versions.properties")) {
            versions.load(text);
        }
        return versions;
    }
}
