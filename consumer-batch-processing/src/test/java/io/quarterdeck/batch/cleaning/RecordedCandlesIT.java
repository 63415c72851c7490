package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The spike rule on nine quarters of real candles of seven symbols, where the recorded data are at hand. */
class RecordedCandlesIT {

    private static final Path FOLDER = Path.of("../../shared/data");
    private static final List<String> FILES =
            List.of("bitfinex-1m-2015q4-2017q2.csv.gz", "bitfinex-1m-2017q3-2017q4.csv.gz");

    /** Every so many minutes one is falsified: seldom enough that the next hour is clean again. */
    private static final int MINUTES_BETWEEN_GLITCHES = 1_009;

    private static Map<String, MinuteSeries> market;
    private static Map<String, MinuteSeries> falsified;

    @BeforeAll
    static void read() throws IOException {
        for (String file : FILES) {
            assumeTrue(Files.exists(FOLDER.resolve(file)), () -> "the recorded data are not here: " + file);
        }
        market = new TreeMap<>();
        falsified = new TreeMap<>();
        for (String file : FILES) {
            try (var lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(FOLDER.resolve(file))), StandardCharsets.UTF_8))) {
                lines.lines().skip(1).forEach(RecordedCandlesIT::add); // by time, each minute of a symbol once
            }
        }
    }

    private static void add(String line) {
        String[] field = line.split(",");
        long minute = Instant.parse(field[1]).getEpochSecond() / 60;
        double high = Double.parseDouble(field[3]);
        double low = Double.parseDouble(field[4]);
        double close = Double.parseDouble(field[5]);
        market.computeIfAbsent(field[0], symbol -> new MinuteSeries()).add(minute, low, high, close);
        MinuteSeries with = falsified.computeIfAbsent(field[0], symbol -> new MinuteSeries());
        double factor = isGlitch(with.size()) ? 10 : 1;
        with.add(minute, factor * low, factor * high, factor * close);
    }

    private static boolean isGlitch(int i) {
        return i % MINUTES_BETWEEN_GLITCHES == MINUTES_BETWEEN_GLITCHES - 1;
    }

    @Test
    void noRealTradeIsTakenForASpike() {
        long minutes = market.values().stream().mapToLong(MinuteSeries::size).sum();

        assertThat(minutes).isEqualTo(2_686_264);
        market.forEach((symbol, series) -> assertThat(spikes(series)).as(symbol).isEmpty());
    }

    /** Both days fell by more than a sixth within the hour, so that they would be spikes but for what bears them out. */
    @Test
    void theCrashesAreWorthTheName() {
        assertThat(largestFallWithinAnHour("NEOUSD", "2017-11-29")).isGreaterThan(0.16);
        assertThat(market.keySet())
                .allSatisfy(symbol -> assertThat(largestFallWithinAnHour(symbol, "2017-12-22"))
                        .isGreaterThan(0.1));
    }

    @Test
    void everyGlitchThatIsPutInIsFoundAndNothingElse() {
        falsified.forEach((symbol, series) -> {
            var glitches = new ArrayList<Integer>();
            for (int i = 0; i < series.size(); i++) {
                if (isGlitch(i)) {
                    glitches.add(i);
                }
            }
            assertThat(spikes(series)).as(symbol).containsExactlyElementsOf(glitches);
        });
    }

    private static List<Integer> spikes(MinuteSeries series) {
        var rule = new SpikeRule(series);
        var spikes = new ArrayList<Integer>();
        for (int i = 0; i < series.size(); i++) {
            if (rule.breaks(i)) {
                spikes.add(i);
            }
        }
        return spikes;
    }

    private static double largestFallWithinAnHour(String symbol, String day) {
        MinuteSeries series = market.get(symbol);
        long first = Instant.parse(day + "T00:00:00Z").getEpochSecond() / 60;
        double largest = 0;
        for (int i = 0; i < series.size(); i++) {
            if (series.minute(i) < first || series.minute(i) >= first + 24 * 60) {
                continue;
            }
            for (int before = i; before >= 0 && series.minute(i) - series.minute(before) <= 60; before--) {
                largest = Math.max(largest, 1 - series.low(i) / series.high(before));
            }
        }
        return largest;
    }
}
