package io.quarterdeck.batch;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.cleaning.DirtyTrades;
import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.Quality.OfSymbol;
import io.quarterdeck.batch.cleaning.Quality.Sample;
import io.quarterdeck.batch.cleaning.RawData;
import io.quarterdeck.batch.cleaning.Rule;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.batch.cleaning.TradeMinutes;
import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.Column.Kind;
import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps from raw rows to features, in Spark. */
class PipelineTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Quarter QUARTER = Quarter.parse("2017Q1");
    private static final List<String> MARKET = market();

    /** How much before the warm-up is read, for rules to look back on. */
    private static final Duration LOOK_BACK = Duration.ofDays(1);

    private final SparkSession spark = TestSpark.session();

    /** To accept a change run with {@code -Dgolden.write} and review the difference. */
    @ParameterizedTest
    @EnumSource
    void aTinyMarketGivesTheReviewedFeatures(Interval interval) throws IOException {
        List<String> minutes = TestSpark.lines(GOLDEN.resolve("minutes.csv"));
        Path golden = GOLDEN.resolve("bars_" + interval + ".csv");

        List<String> found = csv(features(minutes, 2, interval), interval);

        if (System.getProperty("golden.write") != null) {
            Files.write(golden, found);
        }
        assertThat(found).containsExactlyElementsOf(Files.readAllLines(golden));
    }

    @Test
    void whatIsDroppedOfTheTinyMarketIsCounted() throws IOException {
        List<String> minutes = TestSpark.lines(GOLDEN.resolve("minutes.csv"));

        Quality quality = Quality.of(hours(minutes, 2), QUARTER, QUARTER.end());

        assertThat(quality.counts().keySet()).containsExactly("AAA", "BBB");
        assertThat(quality.counts().get("BBB"))
                .containsEntry("rows", 9L)
                .containsEntry("exact_duplicate", 1L)
                .containsEntry("conflicting_duplicate", 1L)
                .containsEntry("high_below_low", 1L)
                .containsEntry("price_not_positive", 1L)
                .containsEntry("not_on_a_minute", 1L)
                .containsEntry("negative_volume", 0L);
        assertThat(quality.counts().get("AAA")).containsEntry("rows", 60L).containsEntry("exact_duplicate", 0L);
        assertThat(quality.symbols().get("AAA").samples()).isEmpty();
        assertThat(quality.symbols().get("BBB").samples())
                .containsOnlyKeys(
                        Rule.NOT_ON_A_MINUTE,
                        Rule.PRICE_NOT_POSITIVE,
                        Rule.HIGH_BELOW_LOW,
                        Rule.EXACT_DUPLICATE,
                        Rule.CONFLICTING_DUPLICATE)
                .allSatisfy((rule, samples) -> assertThat(samples).hasSize(1));
        assertThat(quality.duplicates()).isEqualTo(2);
        assertThat(quality.unusable()).isEqualTo(3);
    }

    @Test
    void ofEachRuleTheFirstFiveRowsAreShown() {
        List<Sample> samples = Quality.of(hours(MARKET, 3), QUARTER, QUARTER.end())
                .symbols()
                .get("AAA")
                .samples()
                .get(Rule.HIGH_BELOW_LOW);

        // the reader's way to them: the first five of 2017, by time
        List<Integer> first = IntStream.range(0, MARKET.size())
                .filter(i ->
                        MARKET.get(i).startsWith("AAA,2017") && MARKET.get(i).endsWith(",10,9,11,10,1"))
                .boxed()
                .limit(5)
                .toList();
        assertThat(samples)
                .extracting(Sample::sourceLine)
                .containsExactlyElementsOf(first.stream().map(i -> i + 2L).toList());
        assertThat(samples).extracting(Sample::sourceId).containsOnly(7L);
        assertThat(samples.get(0).row())
                .isEqualTo("open_time=" + MARKET.get(first.get(0)).split(",")[1]
                        + " open=10.0 high=9.0 low=11.0 close=10.0 volume=1.0");
    }

    @ParameterizedTest
    @EnumSource
    void howRowsLieInFilesAndTasksDoesNotMatter(Interval interval) {
        var hash = FeatureHash.of(features(MARKET, 2, interval), interval);

        // The rows keep their offsets, which say which is newest, but come in another order to other tasks.
        Dataset<Row> raw = TestSpark.rawBars(spark, MARKET);
        var shuffled = new ArrayList<>(raw.collectAsList());
        Collections.shuffle(shuffled, new Random(1));
        Dataset<Row> elsewhere =
                spark.createDataFrame(shuffled, TestSpark.RAW_BARS).repartition(5);

        assertThat(FeatureHash.of(Features.of(TestSpark.hours(elsewhere, 7), interval, List.of(QUARTER)), interval))
                .isEqualTo(hash);
        assertThat(hash.rows()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void laterRowsChangeNothingButLabels(Interval interval) {
        Instant cut = Instant.parse("2017-01-03T00:00:00Z");
        List<String> known = MARKET.stream()
                .filter(line -> Instant.parse(line.split(",")[1]).isBefore(cut))
                .toList();

        Map<String, Row> then = byKey(features(known, 2, interval));
        Map<String, Row> later = byKey(features(MARKET, 2, interval));

        assertThat(then).hasSizeGreaterThan(2);
        assertThat(later).hasSizeGreaterThan(then.size());
        List<Column> columns = FeatureTable.columns(interval);
        then.forEach((key, row) -> {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).kind() != Kind.LABEL) {
                    assertThat(row.get(i))
                            .as("%s %s", key, columns.get(i).name())
                            .isEqualTo(later.get(key).get(i));
                }
            }
            assertThat(row.<Instant>getAs("known_at")).isBeforeOrEqualTo(cut);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aQuarterIsTheSameAloneAndAmongOthers(Interval interval) {
        Instant needed = QUARTER.start().minus(interval.warmUp()).minus(LOOK_BACK);
        List<String> years = everyFortyMinutesWithSpikes(Instant.parse("2016-01-01T00:00:00Z"), 500);
        List<String> alone = years.stream()
                .filter(line -> !Instant.parse(line.split(",")[1]).isBefore(needed))
                .filter(line -> Instant.parse(line.split(",")[1]).isBefore(QUARTER.end()))
                .toList();

        var amongOthers = FeatureHash.of(features(years, 3, interval), interval);

        assertThat(FeatureHash.of(features(alone, 2, interval), interval)).isEqualTo(amongOthers);
        Duration apart = Stream.of(interval.length(), Duration.ofMinutes(40))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(amongOthers.rows()).isGreaterThan(80 * Duration.ofDays(1).dividedBy(apart));
        assertThat(Quality.of(hours(alone, 2), QUARTER, QUARTER.end()).counts())
                .isEqualTo(Quality.of(hours(years, 3), QUARTER, QUARTER.end()).counts());
        assertThat(Quality.of(hours(alone, 2), QUARTER, QUARTER.end()).total(Rule.SPIKE))
                .isGreaterThan(20);
    }

    /** BBB comes while the last quarter is being warmed up, and is not there for the others. */
    @ParameterizedTest
    @EnumSource
    void severalQuartersAtOnceAreTheSameAsEachAlone(Interval interval) {
        List<Quarter> quarters =
                Stream.of("2016Q2", "2016Q4", "2017Q1").map(Quarter::parse).toList();
        List<String> years = new ArrayList<>(everyFortyMinutesWithSpikes(Instant.parse("2016-03-01T00:00:00Z"), 400));
        years.addAll(manyDays("BBB", Instant.parse("2016-12-29T00:00:00Z"), 95));

        Map<Quarter, ContentHash> atOnce =
                FeatureHash.byQuarter(Features.of(hours(years, 3), interval, quarters), interval);

        assertThat(atOnce).containsOnlyKeys(quarters);
        for (Quarter quarter : quarters) {
            Instant needed = quarter.start().minus(interval.warmUp()).minus(LOOK_BACK);
            List<String> alone = years.stream()
                    .filter(line -> !time(line).isBefore(needed) && time(line).isBefore(quarter.end()))
                    .toList();
            Dataset<Row> features = Features.of(hours(alone, 2), interval, List.of(quarter));
            assertThat(FeatureHash.of(features, interval))
                    .as(quarter.toString())
                    .isEqualTo(atOnce.get(quarter));
        }
    }

    @Test
    void daysAreExpectedOfASymbolFromItsFirstOn() {
        Quarter before = QUARTER.previous();
        List<String> lines = List.of(
                "AAA,2016-12-30T10:00:00Z,1,1,1,1,1",
                "AAA,2017-01-03T10:00:00Z,1,1,1,1,1",
                "BBB,2017-01-02T10:00:00Z,1,1,1,1,1",
                "BBB,2017-01-02T10:00:00Z,1,1,1,1,1",
                "CCC,2017-01-04T10:00:00Z,2,1,3,1,1");
        Instant until = Instant.parse("2017-01-05T00:00:00Z");

        var found = Quality.of(hours(lines, 2), List.of(before, QUARTER), until);

        assertThat(found).containsOnlyKeys(before, QUARTER);
        assertThat(found.get(before).symbols()).containsOnlyKeys("AAA");
        assertThat(found.get(before).symbols().get("AAA").expectedDays()).isEqualTo(2);
        SortedMap<String, OfSymbol> symbols = found.get(QUARTER).symbols();
        assertThat(symbols).containsOnlyKeys("AAA", "BBB", "CCC");
        assertThat(symbols.values()).extracting(OfSymbol::expectedDays).containsExactly(4L, 3L, 0L);
        assertThat(symbols.values()).extracting(OfSymbol::days).containsExactly(1L, 1L, 0L);
        assertThat(symbols.get("BBB").samples()).containsOnlyKeys(Rule.EXACT_DUPLICATE);
        assertThat(Quality.of(hours(lines, 2), QUARTER, until)).isEqualTo(found.get(QUARTER));
    }

    @Test
    void fiveMinutesAreKnownWhenTheyEnd() {
        // ... not when a second spike, in the next minutes, could bear the first one out
        Instant cut = endOfFiveMinutes(firstOfTwoSpikes());
        List<String> known = MARKET.stream()
                .filter(line -> Instant.parse(line.split(",")[1]).isBefore(cut))
                .toList();
        String before = "slot_minutes = 5 AND open_time_micros < " + Slots.micros(cut);

        List<Row> then = fiveMinutes(known).filter(before).collectAsList();
        List<Row> later = fiveMinutes(MARKET).filter(before).collectAsList();

        assertThat(then).hasSizeGreaterThan(500).containsExactlyInAnyOrderElementsOf(later);
        assertThat(Quality.of(fiveMinutes(MARKET), QUARTER, QUARTER.end()).total(Rule.SPIKE))
                .isGreaterThan(100);
    }

    /** Cleaning goes by blocks of 32 days, counted from 1970: one begins here. */
    @Test
    void whereABlockBeginsTheDayBeforeIsStillKnownAndNothingCountsTwice() {
        Instant block = Instant.parse("2017-01-18T00:00:00Z");
        List<String> lines = IntStream.range(-20, 3)
                .mapToObj(i ->
                        "AAA,%s,%d,%2$d,%2$d,%2$d,1".formatted(block.plus(Duration.ofMinutes(i)), i == 0 ? 1000 : 100))
                .toList();

        Quality quality = Quality.of(hours(lines, 2), QUARTER, QUARTER.end());

        assertThat(quality.total(Rule.SPIKE)).isEqualTo(1);
        assertThat(quality.bars()).isEqualTo(23);
    }

    @Test
    void fiveMinutesAddUpToTheirHours() {
        Dataset<Row> slots = fiveMinutes(MARKET);
        String[] sums = {"symbol", "slot_minutes", "sum(minutes)", "min(low)", "max(high)"};

        Map<Integer, List<Row>> byLength = slots
                .groupBy("symbol", "slot_minutes")
                .agg(expr("sum(minutes)"), expr("min(low)"), expr("max(high)"), expr("sum(rows)"), expr("sum(spike)"))
                .orderBy("symbol")
                .collectAsList()
                .stream()
                .collect(Collectors.groupingBy(row -> row.getInt(1)));

        assertThat(byLength).containsOnlyKeys(5, 60);
        for (int symbol = 0; symbol < 3; symbol++) {
            Row five = byLength.get(5).get(symbol);
            Row hour = byLength.get(60).get(symbol);
            for (int i = 2; i <= 4; i++) {
                assertThat(five.get(i)).as(sums[i]).isEqualTo(hour.get(i));
            }
            assertThat(five.getLong(5) + five.getLong(6)).isZero(); // counts stand on the hours
            assertThat(hour.getLong(6)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterTradesChangeNothingButLabels(Interval interval) {
        Instant cut = Instant.parse("2017-01-02T00:00:00Z");
        List<String> trades = DirtyTrades.lines("2016-12-31T12:00:00Z", Duration.ofHours(48), Duration.ofSeconds(30));
        List<String> known = trades.stream()
                .filter(line -> line.split(",")[1].isEmpty()
                        || Instant.parse(line.split(",")[1]).isBefore(cut))
                .toList();

        Map<String, Row> then = byKey(featuresOfTrades(known, interval));
        Map<String, Row> later = byKey(featuresOfTrades(trades, interval));

        assertThat(then).hasSizeGreaterThanOrEqualTo(2);
        List<Column> columns = FeatureTable.columns(interval);
        then.forEach((key, row) -> {
            if (key.startsWith("BUSY") && interval.slotMinutes() == 60) { // others have too few trades
                assertThat(row.<Double>getAs("kyle_lambda")).as(key).isNotNull();
            }
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).kind() != Kind.LABEL) {
                    assertThat(row.get(i))
                            .as("%s %s", key, columns.get(i).name())
                            .isEqualTo(later.get(key).get(i));
                }
            }
        });
    }

    @Test
    void ofASymbolWithBothKindsTheRecordedBarsWinMinuteByMinute() {
        List<String> trades = List.of(
                "BBB,2017-01-01T00:00:01Z,1,10,1,BUY",
                "BBB,2017-01-01T00:01:01Z,2,20,1,SELL",
                "TTT,2017-01-01T00:00:01Z,3,30,2,BUY");
        List<String> bars = List.of("BBB,2017-01-01T00:00:00Z,11,12,9,11,5", "CCC,2017-01-01T00:00:00Z,1,1,1,1,1");
        Dataset<Row> hours = Slots.of(
                TestSpark.rawBars(spark, bars), TradeMinutes.of(TestSpark.rawTrades(spark, trades), 2), Set.of(5), 2);

        Map<String, Row> rows = byKey(Features.of(hours, Interval.HOUR, List.of(QUARTER)));

        Row both = rows.get("BBB 2017-01-01T00:00:00Z");
        assertThat(both.<Double>getAs("open")).isEqualTo(11);
        assertThat(both.<Double>getAs("close")).isEqualTo(20);
        assertThat(both.<Double>getAs("volume")).isEqualTo(6);
        assertThat(both.<Double>getAs("trade_count")).isEqualTo(2);
        assertThat(rows.get("TTT 2017-01-01T00:00:00Z").<Double>getAs("close")).isEqualTo(30);
        assertThat(rows.get("CCC 2017-01-01T00:00:00Z").<Double>getAs("trade_count"))
                .isNull();
        Quality quality = Quality.of(hours, QUARTER, QUARTER.end());
        assertThat(quality.counts().get("BBB"))
                .containsEntry("rows", 1L)
                .containsEntry("trades", 2L)
                .containsEntry("trade_minute_overruled", 1L);
        assertThat(quality.bars()).isEqualTo(2);
        assertThat(quality.trades()).isEqualTo(3);
        assertThat(quality.unusable() + quality.duplicates()).isZero();
    }

    /** From the published columns alone, for each row anew. */
    @ParameterizedTest
    @EnumSource
    void marketAndRanksAreThoseOfTheSymbolsOfTheTime(Interval interval) {
        List<Row> rows = features(MARKET, 2, interval).collectAsList();
        Map<Instant, List<Row>> byTime = rows.stream().collect(Collectors.groupingBy(row -> row.<Instant>getAs(1)));

        int compared = 0;
        for (Row row : rows) {
            List<Row> all = byTime.get(row.<Instant>getAs(1));
            double[] returns = all.stream()
                    .filter(other -> other.getAs("log_return_1") != null)
                    .mapToDouble(other -> other.<Double>getAs("log_return_1"))
                    .toArray();
            Double market = row.getAs("market_log_return_1");
            if (returns.length > 0) {
                assertThat(market).isCloseTo(Arrays.stream(returns).average().orElseThrow(), within(1e-15));
            }
            for (String ranked : List.of("log_return_1", "realized_volatility")) {
                Double value = row.getAs(ranked);
                Double rank = row.getAs("rank_" + ranked);
                long others = all.stream()
                                .filter(other -> other.getAs(ranked) != null)
                                .count()
                        - 1;
                if (value == null || others < 1) {
                    assertThat(rank).isNull();
                    continue;
                }
                double lower = 0;
                for (Row other : all) {
                    Double of = other.getAs(ranked);
                    if (other != row && of != null) {
                        lower += of < value ? 1 : of.equals(value) ? 0.5 : 0;
                    }
                }
                assertThat(rank).isCloseTo(lower / others, within(1e-15));
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    @Test
    void labelsEndWithTheQuarter() {
        List<String> years = manyDays(Instant.parse("2017-03-20T00:00:00Z"), 30);

        List<Row> rows = features(years, 2, Interval.DAY).collectAsList();

        Row last = rows.get(rows.size() - 1);
        assertThat(last.<Instant>getAs("known_at")).isEqualTo(QUARTER.end());
        assertThat(last.<Double>getAs("label_forward_log_return_1")).isNull();
        assertThat(last.<Double>getAs("label_forward_sign_1")).isNull();
        assertThat(rows.get(rows.size() - 2).<Double>getAs("label_forward_log_return_1"))
                .isNotNull();
    }

    @Test
    void aColumnOfAnotherTypeIsRefused() {
        Dataset<Row> decimals =
                TestSpark.rawBars(spark, MARKET).withColumn("volume", expr("cast(volume as decimal(20, 8))"));

        assertThatThrownBy(() -> TestSpark.hours(decimals, 2))
                .hasMessage("lake.raw.bars.volume is decimal(20,8), expected double");
    }

    private Dataset<Row> hours(List<String> minutes, int tasks) {
        return TestSpark.hours(TestSpark.rawBars(spark, minutes), tasks);
    }

    /** Time of a spike of a symbol that has another one later, within the hour but not the five minutes. */
    private static Instant firstOfTwoSpikes() {
        List<String> spikes = MARKET.stream()
                .filter(line -> line.startsWith("AAA,2017") && line.contains(",1000,"))
                .toList();
        return IntStream.range(1, spikes.size())
                .mapToObj(i -> List.of(time(spikes.get(i - 1)), time(spikes.get(i))))
                .filter(two -> two.get(1).isAfter(endOfFiveMinutes(two.get(0)))
                        && two.get(1)
                                .truncatedTo(ChronoUnit.HOURS)
                                .equals(two.get(0).truncatedTo(ChronoUnit.HOURS)))
                .findFirst()
                .orElseThrow()
                .get(0);
    }

    private static Instant time(String line) {
        return Instant.parse(line.split(",")[1]);
    }

    private static Instant endOfFiveMinutes(Instant time) {
        return Instant.ofEpochSecond((time.getEpochSecond() / 300 + 1) * 300);
    }

    private Dataset<Row> fiveMinutes(List<String> minutes) {
        return Slots.of(TestSpark.rawBars(spark, minutes), RawData.nothing(spark, TradeMinutes.SCHEMA), Set.of(5), 3);
    }

    private Dataset<Row> features(List<String> minutes, int tasks, Interval interval) {
        return Features.of(hours(minutes, tasks), interval, List.of(QUARTER));
    }

    private Dataset<Row> featuresOfTrades(List<String> trades, Interval interval) {
        Dataset<Row> minutes = TradeMinutes.of(TestSpark.rawTrades(spark, trades), 2);
        return Features.of(
                Slots.of(RawData.nothing(spark, Slots.RAW), minutes, Set.of(5), 2), interval, List.of(QUARTER));
    }

    private static Map<String, Row> byKey(Dataset<Row> features) {
        var rows = new HashMap<String, Row>();
        for (Row row : features.collectAsList()) {
            rows.put(row.getString(0) + " " + row.get(1), row);
        }
        return rows;
    }

    private static List<String> csv(Dataset<Row> features, Interval interval) {
        var lines = new ArrayList<String>();
        lines.add(FeatureTable.columns(interval).stream().map(Column::name).collect(Collectors.joining(",")));
        features.collectAsList().stream()
                .sorted(Comparator.<Row, String>comparing(row -> row.getString(0))
                        .thenComparing(row -> row.<Instant>getAs(1)))
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> row.isNullAt(i) ? "" : row.get(i).toString())
                        .collect(Collectors.joining(",")))
                .forEach(lines::add);
        return lines;
    }

    /** Three symbols around the start of the quarter, every minute of some hours, with defects in between. */
    private static List<String> market() {
        var random = new Random(7);
        var lines = new ArrayList<String>();
        Instant start = Instant.parse("2016-12-30T00:00:00Z");
        for (int minute = 0; minute < 6 * 24 * 60; minute += 1 + random.nextInt(20)) {
            Instant time = start.plus(Duration.ofMinutes(minute));
            for (String symbol : List.of("AAA", "BBB", "CCC")) {
                String line = line(symbol, time, random);
                lines.add(line);
                switch (random.nextInt(12)) {
                    case 0 -> lines.add(line);
                    case 1 -> lines.add(line(symbol, time, random));
                    case 2 -> lines.add("%s,%s,10,9,11,10,1".formatted(symbol, time));
                    case 3 -> lines.add(spike(symbol, time));
                    default -> {}
                }
            }
        }
        return lines;
    }

    /** One symbol with two bars a day, in two hours. */
    private static List<String> manyDays(Instant start, int days) {
        return manyDays("AAA", start, days);
    }

    private static List<String> manyDays(String symbol, Instant start, int days) {
        var random = new Random(7);
        var lines = new ArrayList<String>();
        for (int i = 0; i < 2 * days; i++) {
            lines.add(line(symbol, start.plus(Duration.ofHours(12L * i)), random));
        }
        return lines;
    }

    /** One symbol with a bar every forty minutes, of which some are spikes; they may come in twos. */
    private static List<String> everyFortyMinutesWithSpikes(Instant start, int days) {
        var random = new Random(7);
        var lines = new ArrayList<String>();
        for (int i = 0; i < 36 * days; i++) {
            Instant time = start.plus(Duration.ofMinutes(40L * i));
            lines.add(random.nextInt(30) == 0 ? spike("AAA", time) : line("AAA", time, random));
        }
        return lines;
    }

    private static String spike(String symbol, Instant time) {
        return "%s,%s,1000,1001,999,1000,1".formatted(symbol, time);
    }

    private static String line(String symbol, Instant time, Random random) {
        double open = 100 + random.nextGaussian();
        double close = 100 + random.nextGaussian();
        return String.format(
                Locale.ROOT,
                "%s,%s,%.4f,%.4f,%.4f,%.4f,%.4f",
                symbol,
                time,
                open,
                Math.max(open, close) + 0.5,
                Math.min(open, close) - 0.5,
                close,
                random.nextDouble());
    }
}
