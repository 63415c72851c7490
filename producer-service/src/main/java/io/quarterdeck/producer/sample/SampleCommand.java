package io.quarterdeck.producer.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarterdeck.marketdata.Quarter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sample}: a made-up market to begin with, and the truth about it. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes a made-up market of one-minute bars with a known dose of defects to FILE (CSV, or gzip when"
                        + " its name ends in .gz), and what is true of it to FILE.truth.json. The same options give the"
                        + " same file on every machine.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:both files are written", "1:a file could not be written", "2:bad usage"})
public final class SampleCommand implements Callable<Integer> {

    private static final int BUFFER = 1 << 16;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Where to write; what stands there is replaced.")
    Path file;

    @Option(
            names = "--rows",
            paramLabel = "ROWS",
            defaultValue = "1200000",
            description = "Bars, duplicates and malformed lines not counted. Now ${DEFAULT-VALUE}.")
    long rows;

    @Option(
            names = "--symbols",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many symbols, up to " + Instrument.MAX + ". Now ${DEFAULT-VALUE}.")
    int symbols;

    @Option(
            names = "--quarters",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Full quarters over which the rows are spread; fewer rows make a thinner market, not a shorter"
                            + " one. Now ${DEFAULT-VALUE}.")
    int quarters;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            defaultValue = "2023-01-01",
            description = "First day. When it does not begin a quarter, the rest of that quarter comes in addition. Now"
                    + " ${DEFAULT-VALUE}.")
    LocalDate from;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Another seed, another market. Now ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--defects",
            paramLabel = "DOSE",
            defaultValue = "1",
            description = "0 for none, 2 for twice as many as usual. Now ${DEFAULT-VALUE}.")
    double dose;

    /** The sample of so many rows that is made when nothing else is said. */
    public static SampleCommand of(long rows, Path file) {
        return CommandLine.populateCommand(new SampleCommand(), "--rows", Long.toString(rows), file.toString());
    }

    @Override
    public Integer call() throws IOException {
        check();
        long began = System.nanoTime();
        Truth truth = write();
        Path truthFile = Path.of(file + ".truth.json");
        json().writeValue(truthFile.toFile(), truth);
        double seconds = (System.nanoTime() - began) / 1e9;
        spec.commandLine()
                .getOut()
                .printf(
                        "sample file=%s truth=%s lines=%d rows=%d rejected=%d seconds=%.1f%n",
                        file, truthFile, truth.lines(), truth.rows(), truth.rejected(), seconds);
        return 0;
    }

    /** @throws ParameterException when there is no such market */
    public void check() {
        if (rows < 1) {
            throw usage("--rows: " + rows + " is below 1");
        }
        if (symbols < 1 || symbols > Instrument.MAX) {
            throw usage("--symbols: " + symbols + " is not within 1 and " + Instrument.MAX);
        }
        if (quarters < 1 || quarters > 40) {
            throw usage("--quarters: " + quarters + " is not within 1 and 40");
        }
        if (from.getYear() < 1970 || from.getYear() > 2150) {
            throw usage("--from: " + from + " is not within 1970 and 2150");
        }
        if (!(dose >= 0 && dose <= 50)) {
            throw usage("--defects: " + dose + " is not within 0 and 50");
        }
        long capacity = TradingHours.capacity(Instrument.first(symbols), start(), end());
        if (rows > capacity) {
            throw usage("--rows: " + rows + " are too many for " + symbols + " symbols until " + end() + "; at most "
                    + capacity + ". Give more --quarters or --symbols");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Instant start() {
        return from.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Instant end() {
        Quarter first = Quarter.of(start());
        Quarter behind = first.firstDay().equals(from) ? first : first.next();
        for (int i = 0; i < quarters; i++) {
            behind = behind.next();
        }
        return behind.start();
    }

    /** Writes the file without its truth. */
    public void writeFile() throws IOException {
        write();
    }

    private Truth write() throws IOException {
        var market = new SampleMarket(Instrument.first(symbols), start(), end(), rows, new Dice(seed));
        var truth = new TruthKeeper();
        try (OutputStream csv = open()) {
            market.play(new DefectiveTape(csv, truth, end(), dose, new Dice(seed).apart(2)));
        }
        return truth.truth(seed);
    }

    private OutputStream open() throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new BufferedOutputStream(file.toString().endsWith(".gz") ? new FastGzip(out) : out, BUFFER);
    }

    /** Gzip at its fastest: a sample is read once or twice. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static ObjectMapper json() {
        return new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
    }
}
