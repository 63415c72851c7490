package io.quarterdeck.producer.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SampleCommandTest {

    /** One line of the file as a reader sees it who knows nothing of how it was made. */
    private record Line(
            String symbol,
            Instant time,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume) {

        private boolean isPossible() {
            return List.of(open, high, low, close).stream().allMatch(price -> price.signum() > 0)
                    && high.compareTo(low) >= 0
                    && open.min(close).compareTo(low) >= 0
                    && open.max(close).compareTo(high) <= 0
                    && volume.signum() >= 0;
        }

        private String symbolQuarter() {
            var date = time.atOffset(ZoneOffset.UTC);
            return symbol + " " + date.getYear() + "Q" + (date.getMonthValue() + 2) / 3;
        }
    }

    private static final String[] SMALL = {
        "--rows", "40000", "--symbols", "3", "--quarters", "2", "--from", "2022-11-15", "--defects", "10"
    };

    @TempDir
    static Path folder;

    private static Path file;
    private static JsonNode truth;

    @BeforeAll
    static void writeSample() throws IOException {
        file = sample("small.csv", SMALL);
        truth = new ObjectMapper().readTree(Path.of(file + ".truth.json").toFile());
    }

    @Test
    void aSeedGivesTheSameBytesOnEveryMachine() throws Exception {
        assertThat(sha256(Files.readAllBytes(file)))
                .isEqualTo("9f4078609867ea02d0689f1f916edc9e3ef2c30c8b3e6ba83bdbd8791f6012a6");
    }

    @Test
    void anotherSeedGivesAnotherMarketAndGzipHoldsTheSameText() throws Exception {
        assertThat(Files.mismatch(file, sample("other.csv", with(SMALL, "--seed", "43"))))
                .isPositive();

        Path packed = sample("small.csv.gz", SMALL);
        try (var unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(Files.readAllBytes(file));
        }
    }

    /** The last day of 2020 is a Thursday: a market that full has more bars to place at its lively end than there are minutes. */
    @Test
    void asManyRowsAsItAllowsDoFit() throws IOException {
        long most = TradingHours.capacity(
                Instrument.first(1), Instant.parse("2020-10-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"));
        String[] full = {
            "--rows", "" + most, "--symbols", "1", "--quarters", "1", "--from", "2020-10-01", "--defects", "0"
        };
        assertThat(Files.readAllLines(sample("full.csv", full)))
                .doesNotHaveDuplicates()
                .hasSize((int) most + 1);
    }

    @Test
    void theTruthIsWhatAReaderOfTheFileFinds() throws IOException {
        var accepted = new TreeMap<String, Long>();
        var newest = new HashMap<String, Line>();
        long rejected = 0;
        List<String> lines = Files.readAllLines(file);
        for (String text : lines.subList(1, lines.size())) {
            Line line = parse(text);
            if (line == null) {
                rejected++;
            } else {
                accepted.merge(line.symbolQuarter(), 1L, Long::sum);
                newest.put(line.symbol + line.time, line);
            }
        }
        List<Line> spikes = spikes();
        var kept = new TreeMap<String, TreeMap<Instant, Line>>();
        newest.values().stream()
                .filter(Line::isPossible)
                .filter(line -> !spikes.contains(line))
                .forEach(line -> kept.computeIfAbsent(line.symbolQuarter(), key -> new TreeMap<>())
                        .put(line.time, line));

        assertThat(truth.get("lines").asLong()).isEqualTo(lines.size());
        assertThat(truth.get("rejected").asLong()).isEqualTo(rejected).isPositive();
        assertThat(truth.get("rows").asLong()).isEqualTo(lines.size() - 1 - rejected);
        assertThat(truth.get("quarters")).hasSize(9).hasSameSizeAs(kept.keySet());
        for (JsonNode quarter : truth.get("quarters")) {
            String key = quarter.get("symbol").asText() + " "
                    + quarter.get("quarter").asText();
            assertThat(quarter.get("rows").asLong()).as(key).isEqualTo(accepted.get(key));
            assertAfterRules(quarter.get("after_rules"), kept.get(key), key);
        }
    }

    private static void assertAfterRules(JsonNode truth, TreeMap<Instant, Line> bars, String key) {
        assertThat(truth.get("rows").asInt()).as(key).isEqualTo(bars.size());
        assertThat(truth.get("first_open").decimalValue())
                .isEqualByComparingTo(bars.firstEntry().getValue().open);
        assertThat(truth.get("last_close").decimalValue())
                .isEqualByComparingTo(bars.lastEntry().getValue().close);
        assertThat(truth.get("max_high").decimalValue())
                .isEqualByComparingTo(bars.values().stream()
                        .map(Line::high)
                        .reduce(BigDecimal::max)
                        .orElseThrow());
        assertThat(truth.get("min_low").decimalValue())
                .isEqualByComparingTo(bars.values().stream()
                        .map(Line::low)
                        .reduce(BigDecimal::min)
                        .orElseThrow());
        assertThat(new BigDecimal(truth.get("volume").asText()))
                .isEqualByComparingTo(bars.values().stream()
                        .map(Line::volume)
                        .reduce(BigDecimal::add)
                        .orElseThrow());
    }

    @Test
    void everyDefectIsThereAsOftenAsTheTruthSays() throws IOException {
        var found = new HashMap<String, Long>();
        var lineOf = new HashMap<String, String>();
        var newestTime = Instant.EPOCH;
        var seenLate = new HashSet<String>();
        List<String> lines = Files.readAllLines(file);
        for (String text : lines.subList(1, lines.size())) {
            Line line = parse(text);
            String defect = null;
            if (line == null) {
                defect = malformed(text);
            } else {
                String earlier = lineOf.put(line.symbol + line.time, text);
                boolean late = line.time.isBefore(newestTime);
                newestTime = late ? newestTime : line.time;
                if (earlier != null) {
                    defect = earlier.equals(text) ? "exact_duplicate" : "conflicting_duplicate";
                } else if (late && seenLate.add(text)) {
                    defect = "out_of_order";
                } else if (line.low.signum() == 0) {
                    defect = "zero_price";
                } else if (line.low.signum() < 0) {
                    defect = "negative_price";
                } else if (line.high.compareTo(line.low) < 0) {
                    defect = "high_below_low";
                }
            }
            if (defect != null) {
                found.merge(defect, 1L, Long::sum);
            }
        }

        Map<String, Long> expected = new HashMap<>();
        truth.get("defects")
                .properties()
                .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asLong()));
        assertThat(expected.values()).allMatch(count -> count > 0);
        expected.remove("spike"); // seen only beside its neighbours: see below
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void spikesStandOutTenfoldAndRevert() throws IOException {
        assertThat(spikes()).hasSize(truth.get("defects").get("spike").asInt()).isNotEmpty();
    }

    @Test
    void beforeASpikeStandTwentyGoodBarsOfTheDay() throws IOException {
        List<Line> spikes = spikes();
        List<Line> good = lines().stream()
                .filter(line -> line.isPossible() && !spikes.contains(line))
                .toList();

        assertThat(spikes)
                .allSatisfy(spike -> assertThat(good.stream()
                                .filter(line -> line.symbol.equals(spike.symbol))
                                .filter(line -> line.time.isBefore(spike.time))
                                .filter(line -> !line.time.isBefore(spike.time.minus(Duration.ofDays(1))))
                                .map(Line::time)
                                .distinct())
                        .hasSizeGreaterThanOrEqualTo(20));
    }

    private static List<Line> spikes() throws IOException {
        var last = new HashMap<String, BigDecimal>();
        var spikes = new ArrayList<Line>();
        for (Line line : lines()) {
            if (!line.isPossible()) {
                continue;
            }
            BigDecimal before = last.getOrDefault(line.symbol, line.close);
            if (line.close.compareTo(before.multiply(BigDecimal.valueOf(5))) > 0) {
                spikes.add(line);
            } else {
                last.put(line.symbol, line.close);
            }
        }
        return spikes;
    }

    private static List<Line> lines() throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(SampleCommandTest::parse)
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void endsJustBehindItsLastFullQuarterAndHasAllBars() throws IOException {
        Path clean = sample("clean.csv", with(SMALL, "--defects", "0"));

        List<String> lines = Files.readAllLines(clean);

        assertThat(lines).hasSize(1 + 40_000);
        assertThat(lines.stream()
                        .map(line -> line.split(",")[1])
                        .sorted()
                        .skip(39_999)
                        .findFirst())
                .hasValueSatisfying(time -> assertThat(time).startsWith("2023-06-30T23:"));
        assertThat(lines.get(1)).contains("2022-11-15T00:");
    }

    private static Line parse(String text) {
        String[] cells = text.split(",");
        if (cells.length != 7) {
            return null;
        }
        try {
            return new Line(
                    cells[0],
                    Instant.parse(cells[1]),
                    new BigDecimal(cells[2]),
                    new BigDecimal(cells[3]),
                    new BigDecimal(cells[4]),
                    new BigDecimal(cells[5]),
                    new BigDecimal(cells[6]));
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static String malformed(String text) {
        if (text.split(",").length != 7) {
            return "wrong_column_count";
        }
        return text.contains("NaN") ? "nan" : text.contains("n/a") ? "not_a_number" : "bad_time";
    }

    private static Path sample(String name, String... options) {
        Path target = folder.resolve(name);
        var error = new StringWriter();
        int exit = new CommandLine(new SampleCommand())
                .setOverwrittenOptionsAllowed(true)
                .setErr(new PrintWriter(error, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(with(options, target.toString()));
        assertThat(exit).as(error.toString()).isZero();
        return target;
    }

    private static String[] with(String[] options, String... more) {
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
