package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.backtest.CsvBars;
import io.quarterdeck.tradingbot.market.Symbols;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine.Option;

/** Bars from files; taken as a {@code @Mixin}. */
final class FileOptions {

    @Option(
            names = "--bars",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "CSV of minute bars, may be gzipped: symbol,open_time,open,high,low,close,volume.")
    List<Path> files;

    @Option(names = "--from", paramLabel = "DAY", description = "First day, UTC.")
    LocalDate from;

    @Option(names = "--until", paramLabel = "DAY", description = "The day after the last, UTC.")
    LocalDate until;

    List<Bar> read(Symbols symbols) throws IOException {
        long first = from == null ? Long.MIN_VALUE : micros(from);
        long end = until == null ? Long.MAX_VALUE : micros(until);
        return CsvBars.read(
                files,
                bar -> bar.openTimeMicros() >= first
                        && bar.openTimeMicros() < end
                        && symbols.number(bar.symbol()) >= 0);
    }

    private static long micros(LocalDate day) {
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return start.getEpochSecond() * 1_000_000;
    }
}
