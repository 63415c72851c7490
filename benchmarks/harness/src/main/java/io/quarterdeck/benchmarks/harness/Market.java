package io.quarterdeck.benchmarks.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The bars that are measured with: one plain CSV file, {@code symbol,open_time,open,high,low,close,volume} with a header.
 *
 * @param what for the report, such as {@code 2,686,264 recorded bars}
 */
record Market(Path csv, long rows, String what) {

    private static final long ROWS_OF_A_QUARTER = 675_000;

    /** The first {@code limit} rows of some files, plain or gzipped, one after the other, in {@code csv}. */
    static Market recorded(List<Path> files, long limit, Path csv) throws IOException {
        long rows = 0;
        try (BufferedWriter out = Files.newBufferedWriter(csv)) {
            for (Path file : files) {
                try (BufferedReader in = open(file)) {
                    String line = in.readLine(); // the header
                    if (rows == 0) {
                        out.write(line + "\n");
                    }
                    while (rows < limit && (line = in.readLine()) != null) {
                        out.write(line + "\n");
                        rows++;
                    }
                }
            }
        }
        return new Market(csv, rows, String.format(Locale.ROOT, "%,d recorded bars", rows));
    }

    /** Its first rows alone, in a file beside its own. */
    Market first(long limit) throws IOException {
        return rows <= limit ? this : recorded(List.of(csv), limit, csv.resolveSibling("first-rows.csv"));
    }

    /** A made-up market without defects, the same at every call; few rows make a short one, not a thin one. */
    static Market sample(Path project, long rows, Path folder) throws IOException, InterruptedException {
        Path csv = folder.resolve("sample.csv");
        Commands.run(
                Commands.with(
                        Commands.java(project, "producer-service", List.of()),
                        "sample",
                        "--defects",
                        "0",
                        "--rows",
                        Long.toString(rows),
                        "--quarters",
                        Long.toString(Math.max(1, rows / ROWS_OF_A_QUARTER)),
                        csv.toString()),
                folder.resolve("sample.log"));
        try (var lines = Files.lines(csv)) {
            long written = lines.count() - 1;
            return new Market(csv, written, String.format(Locale.ROOT, "%,d made-up bars", written));
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        var bytes = Files.newInputStream(file);
        return new BufferedReader(new InputStreamReader(
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes, StandardCharsets.UTF_8));
    }
}
