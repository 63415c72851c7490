package io.quarterdeck.localstack.prove;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A market file with a header, cut into smaller ones that each have it. */
final class Slices {

    private Slices() {}

    /**
     * A file of its own for each trial, as equal in size as can be, in the order of the rows.
     *
     * @param input plain or gzip, its first line the names of the columns
     * @param mostRowsEach what is left of the input is not used
     * @throws IOException when it has fewer rows than {@code count}
     */
    static List<Path> cut(Path input, Path folder, int count, long mostRowsEach) throws IOException {
        long rows = Math.min(rows(input), mostRowsEach == Long.MAX_VALUE ? mostRowsEach : mostRowsEach * count);
        if (rows < count) {
            throw new IOException("%s has %d rows, too few for %d trials".formatted(input, rows, count));
        }
        Files.createDirectories(folder);
        var slices = new ArrayList<Path>();
        try (BufferedReader lines = open(input)) {
            String header = lines.readLine();
            for (int i = 0; i < count; i++) {
                Path slice = folder.resolve("slice-%02d.csv".formatted(i + 1));
                try (var writer = Files.newBufferedWriter(slice)) {
                    writer.write(header + "\n");
                    for (long row = rows * i / count; row < rows * (i + 1) / count; row++) {
                        writer.write(lines.readLine() + "\n");
                    }
                }
                slices.add(slice);
            }
        }
        return slices;
    }

    /** Lines behind the header. */
    static long rows(Path input) throws IOException {
        try (BufferedReader lines = open(input)) {
            return lines.lines().count() - 1;
        }
    }

    private static BufferedReader open(Path input) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(input));
        file.mark(2);
        boolean gzip = file.read() == 0x1f && file.read() == 0x8b;
        file.reset();
        return new BufferedReader(
                new InputStreamReader(gzip ? new GZIPInputStream(file) : file, StandardCharsets.UTF_8));
    }
}
