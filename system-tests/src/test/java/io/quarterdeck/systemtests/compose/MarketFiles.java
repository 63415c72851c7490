package io.quarterdeck.systemtests.compose;

import io.quarterdeck.systemtests.Pipeline;
import io.quarterdeck.systemtests.Quarterdeck;
import io.quarterdeck.systemtests.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The files that the tests bring in, and what becomes of them when nothing disturbs. */
final class MarketFiles {

    /** Bars of the sample that the stack itself makes when it finds no files. */
    static final int SAMPLE_ROWS = 40_000;

    private static final Path RECORDED = Pipeline.ROOT
            .resolve("../shared/data/bitfinex-1m-2015q4-2017q2.csv.gz")
            .normalize();

    private final Path folder;
    private final Quarterdeck embedded;

    /** The same, byte for byte, as the stack's own. */
    final MarketFile sample;

    /** A quarter of recorded bars; made up where there are none. */
    final MarketFile recorded;

    /** Enough to be at work on for a while. */
    final List<MarketFile> feed;

    private Map<String, String> releases;

    /** @param folder to write them to */
    MarketFiles(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        embedded = new Quarterdeck(folder.resolve("embedded"));
        sample = new MarketFile(folder.resolve("sample.csv"), 2023);
        embedded.run(
                        "sample",
                        "--rows",
                        String.valueOf(SAMPLE_ROWS),
                        sample.path().toString())
                .expect(0);
        recorded = Files.exists(RECORDED) ? firstQuarterOf(RECORDED, 2015) : oneQuarter(2015);
        feed = List.of(oneQuarter(2019), oneQuarter(2021));
    }

    /**
     * The content hash of each table of each whole quarter of the files, as the job publishes them without containers and
     * without faults: from one run of all files, made for the first who asks.
     */
    synchronized Map<String, String> releases(List<MarketFile> files) throws Exception {
        if (releases == null) {
            releases = runUndisturbed();
        }
        var wanted = new TreeMap<String, String>();
        for (MarketFile file : files) {
            releases.forEach((table, hash) -> {
                if (table.startsWith(file.year() + "Q")) {
                    wanted.put(table, hash);
                }
            });
        }
        return wanted;
    }

    private Map<String, String> runUndisturbed() throws Exception {
        var all = new ArrayList<>(List.of(sample, recorded));
        all.addAll(feed);
        var arguments = new ArrayList<>(List.of("demo", "--detach", "--input"));
        all.forEach(file -> arguments.add(file.path().toString()));
        try {
            embedded.run(arguments.toArray(String[]::new)).expect(0);
            try (Stores stores = embedded.stores()) {
                return stores.postgres().releases();
            }
        } finally {
            embedded.run("down");
        }
    }

    private MarketFile oneQuarter(int year) throws IOException, InterruptedException {
        Path file = folder.resolve(year + ".csv");
        embedded.run(
                        "sample",
                        "--rows",
                        "60000",
                        "--symbols",
                        "4",
                        "--quarters",
                        "1",
                        "--from",
                        year + "-10-01",
                        "--seed",
                        String.valueOf(year),
                        file.toString())
                .expect(0);
        return new MarketFile(file, year);
    }

    /** The rows of a file, which are in order of time, up to the end of the year. */
    private MarketFile firstQuarterOf(Path recording, int year) throws IOException {
        Path file = folder.resolve("recorded.csv");
        try (var lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(recording)), StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(file)) {
            out.write(lines.readLine() + "\n");
            String line = lines.readLine();
            while (line != null && line.split(",")[1].startsWith(String.valueOf(year))) {
                out.write(line + "\n");
                line = lines.readLine();
            }
        }
        return new MarketFile(file, year);
    }
}
