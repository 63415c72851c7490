package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.Slots;
import io.quarterdeck.batch.cleaning.TradeMinutes;
import io.quarterdeck.batch.features.FeatureHash;
import io.quarterdeck.batch.features.Features;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.Quarter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows that the raw tables may hold, and that no market ever had: the job makes features of them all the same, without
 * infinities, and the same each time. {@code -Dfuzz.markets=100} makes more markets.
 */
class HostileMarketTest {

    private static final Quarter QUARTER = Quarter.parse("2017Q1");

    private static final List<String> SYMBOLS = List.of(
            "A",
            "a",
            "\u00e4",
            "a\u0308",
            " ",
            "\\N",
            "'; DROP TABLE raw.bars; --",
            "\u202eDSUCTB",
            "\u200b",
            "\uFFFF",
            "x".repeat(64),
            "漢".repeat(64),
            "null",
            "a,b",
            "a/b=c",
            "..",
            "%2F",
            "$1");

    private static final double[] PRICES = {
        1e308,
        Double.MAX_VALUE,
        1e154,
        1e100,
        1,
        0.1,
        1 + 0x1p-52,
        1e-100,
        1e-154,
        Double.MIN_NORMAL,
        1e-310,
        Double.MIN_VALUE,
        0,
        -0.0,
        -1,
        -1e308
    };

    private final SparkSession spark = TestSpark.session();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("fuzz.markets", 2));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void featuresOfAHostileMarketAreFiniteAndRepeatable(long seed) {
        List<Row> bars = bars(new Random(seed));
        List<Row> trades = trades(new Random(seed));
        Dataset<Row> slots = slots(bars, trades, 2).persist();
        Collections.shuffle(bars, new Random(seed));
        Collections.shuffle(trades, new Random(seed));
        Dataset<Row> again = slots(bars, trades, 5).persist();

        for (Interval interval : List.of(Interval.HOUR, Interval.DAY)) {
            Dataset<Row> features = Features.of(slots, interval, List.of(QUARTER));
            List<Row> rows = features.collectAsList();
            assertThat(rows).isNotEmpty();
            rows.forEach(HostileMarketTest::assertFinite);
            assertThat(FeatureHash.of(Features.of(again, interval, List.of(QUARTER)), interval))
                    .isEqualTo(FeatureHash.of(rows.iterator(), interval));
        }
        Quality quality = Quality.of(slots, QUARTER, QUARTER.end());
        assertThat(quality.bars())
                .isEqualTo(bars.stream().filter(row -> in(QUARTER, row)).count());
        assertThat(quality.unusable()).isPositive();
        slots.unpersist();
        again.unpersist();
    }

    private static boolean in(Quarter quarter, Row bar) {
        return quarter.contains(bar.getInstant(1));
    }

    private static void assertFinite(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) instanceof Double number && !Double.isFinite(number)) {
                fail("%s %s %s is %s", row.get(0), row.get(1), row.schema().fieldNames()[i], number);
            }
        }
    }

    private Dataset<Row> slots(List<Row> bars, List<Row> trades, int tasks) {
        return Slots.of(
                spark.createDataFrame(bars, TestSpark.RAW_BARS),
                TradeMinutes.of(spark.createDataFrame(trades, TestSpark.RAW_TRADES), tasks),
                Set.of(5),
                tasks);
    }

    private static List<Row> bars(Random random) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < 100; i++) { // symbols with one bar
            rows.add(bar(rows.size(), "ONE" + i, time(random), random));
        }
        for (String symbol : SYMBOLS) {
            Instant time = time(random);
            for (int i = 0; i < 60; i++) {
                rows.add(bar(rows.size(), symbol, time, random));
                time = time.plus(
                        Duration.ofMinutes(random.nextInt(3) * (1L + random.nextInt(100)))); // or the same again
                if (time.isAfter(Instant.parse("2199-12-31T00:00:00Z"))) {
                    break;
                }
            }
        }
        return rows;
    }

    private static Row bar(int offset, String symbol, Instant time, Random random) {
        double open = price(random);
        double close = random.nextInt(3) == 0 ? open : price(random);
        boolean orderly = random.nextInt(8) > 0;
        double high = orderly ? Math.max(open, close) : price(random);
        double low = orderly ? Math.min(open, close) : price(random);
        double volume = random.nextInt(3) == 0 ? 0 : price(random);
        return RowFactory.create(
                symbol, time, open, high, low, close, volume, 7L, offset + 2L, 0, (long) offset, TestSpark.INGESTED_AT);
    }

    private static List<Row> trades(Random random) {
        var rows = new ArrayList<Row>();
        for (String symbol : SYMBOLS) {
            Instant time = time(random);
            for (int i = 0; i < 60; i++) {
                long id = random.nextInt(10) == 0
                        ? anyOf(random, Long.MIN_VALUE, Long.MAX_VALUE, 0L)
                        : random.nextInt(100); // some twice
                rows.add(RowFactory.create(
                        symbol,
                        random.nextInt(6) == 0 ? null : time,
                        id,
                        price(random),
                        price(random),
                        anyOf(random, "BUY", "SELL", null),
                        7L,
                        rows.size() + 2L,
                        0,
                        (long) rows.size(),
                        TestSpark.INGESTED_AT));
                time = time.plusMillis(random.nextInt(60_000));
            }
        }
        return rows;
    }

    /** Mostly at the edges of the quarter; some in years in which there is no market. */
    private static Instant time(Random random) {
        return Instant.parse(anyOf(
                random,
                "2017-01-01T00:00:00Z",
                "2017-01-01T00:00:00Z",
                "2016-12-31T23:30:00Z",
                "2017-02-03T11:00:00Z",
                "2017-03-31T22:59:00Z",
                "2017-03-31T23:59:00Z",
                "1970-01-01T00:00:00Z",
                "2199-12-30T23:59:00Z",
                "2017-01-01T00:00:00.000001Z"));
    }

    /** Calm, wild, or anything. */
    private static double price(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 100 + random.nextInt(3);
            case 1 -> PRICES[random.nextInt(PRICES.length)];
            default -> Double.longBitsToDouble(random.nextLong() & 0x7FEF_FFFF_FFFF_FFFFL);
        };
    }

    @SafeVarargs
    private static <T> T anyOf(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
