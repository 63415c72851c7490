package io.quarterdeck.benchmarks.backtest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarterdeck.benchmarks.backtest.Measurement.Spread;
import io.quarterdeck.benchmarks.backtest.Measurement.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What came out, as JSON and as a page.
 *
 * @param revision of the sources
 * @param files names of the files, without their folders
 * @param from first minute, ISO 8601; {@code until} the last
 */
record Result(
        String measuredAt,
        String revision,
        String ourVersion,
        String ta4jVersion,
        Machine machine,
        List<String> files,
        List<String> symbols,
        String from,
        String until,
        int warmUp,
        List<Measurement> measurements) {

    boolean agreed() {
        return measurements.stream()
                .allMatch(measurement -> measurement.agreement().holds());
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        String json = new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(this);
        Files.writeString(folder.resolve("backtest.json"), json + "\n");
        Files.writeString(folder.resolve("backtest.md"), page());
    }

    String page() {
        var page = new StringBuilder("# Backtest: quarterdeck against ta4j\n\n");
        page.append(
                "Strategy `trend`, averages over 24 and 96 hours, no volatility targeting; one process, one thread, in turn;"
                        + " the times do not hold reports.\n\n");
        page.append(measurements.stream()
                .map(Result::lines)
                .collect(Collectors.joining(
                        "",
                        "| from | who | bars/s | seconds, median (least to most) | bars/s of a core | seconds on it, median |\n"
                                + "|---|---|---|---|---|---|\n",
                        "\n")));
        page.append(
                "| from | peer | our time by the peer's: median | least | most | on a core: median | least | most |\n"
                        + "|---|---|---|---|---|---|---|---|\n");
        for (Measurement one : measurements) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                    one.from(),
                    one.peer().name(),
                    one.ratio().median(),
                    one.ratio().least(),
                    one.ratio().most(),
                    one.cpuRatio().median(),
                    one.cpuRatio().least(),
                    one.cpuRatio().most()));
        }
        page.append("\nBelow 1, ours is faster.");
        if (machine.load() >= 1) {
            page.append(" Other programs ran meanwhile: go by the times on a core.");
        }
        page.append("\n\n");
        for (Measurement one : measurements) {
            Agreement agreement = one.agreement();
            page.append(String.format(
                    Locale.ROOT,
                    "- From %s, %s: %,d crossings (hour, symbol, side) are the same in both, %,d of them first filled at the"
                            + " same price; %d differ.%n",
                    one.from(),
                    one.peer().name(),
                    agreement.crossings(),
                    agreement.samePrices(),
                    agreement.differences().size()));
            agreement.differences().stream()
                    .limit(20)
                    .forEach(line -> page.append("  - ").append(line).append('\n'));
        }
        page.append(String.format(
                Locale.ROOT,
                "%n%,d bars of %s, %s to %s, from %s.%n",
                measurements.get(0).bars(),
                String.join(", ", symbols),
                from,
                until,
                String.join(", ", files)));
        page.append(String.format(
                Locale.ROOT,
                "%nMeasured %s: quarterdeck %s (%s), ta4j %s; %s, %d cores, %,d MB; %s; %s, heap %,d MB, %s; load before %.1f;"
                        + " %d pairs after %d to warm up.%n",
                measuredAt,
                ourVersion,
                revision,
                ta4jVersion,
                machine.processor(),
                machine.cores(),
                machine.memoryMb(),
                machine.system(),
                machine.java(),
                machine.heapMb(),
                String.join(" and ", machine.gc()),
                machine.load(),
                measurements.get(0).ours().seconds().size(),
                warmUp));
        return page.toString();
    }

    private static String lines(Measurement one) {
        return line(one, one.ours()) + line(one, one.peer());
    }

    private static String line(Measurement one, Times times) {
        Spread seconds = Spread.of(times.seconds());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %.3f (%.3f to %.3f) | %,.0f | %.3f |%n",
                one.from(),
                times.name(),
                times.barsPerSecond(),
                seconds.median(),
                seconds.least(),
                seconds.most(),
                times.barsPerCpuSecond(),
                Spread.of(times.cpuSeconds()).median());
    }
}
