package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import io.quarterdeck.batch.cleaning.MinuteReturns;
import io.quarterdeck.batch.cleaning.OrderFlow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every column that TA-Lib has, too, as the tables hold it, against TA-Lib after the warm-up: on made-up bars, and on real
 * ones where they are at hand.
 */
public class TaLibTest {

    private static final Path RECORDED = Path.of("../../shared/data/bitfinex-1m-2017q3-2017q4.csv.gz");
    private static final double TOLERANCE = 1e-9;

    /** Recursions that begin otherwise have forgotten it: (13/14)^450 is 3e-15. */
    private static final int WARM = 450;

    private final Core taLib = new Core();

    @ParameterizedTest
    @EnumSource(names = {"HOUR", "DAY"})
    void madeUpBars(Interval interval) {
        agree(interval, RandomMarket.bars(interval, interval == Interval.DAY ? 1000 : 60));
    }

    @Test
    void recordedBars() throws IOException {
        assumeTrue(Files.exists(RECORDED), () -> "the recorded data are not here: " + RECORDED);
        for (String symbol : new String[] {"BTCUSD", "LTCUSD"}) {
            agree(Interval.HOUR, recordedHours(symbol));
        }
    }

    private void agree(Interval interval, BarSeries bars) {
        var windows = Windows.of(interval);
        int n = windows.window();
        int longest = windows.longest();
        double[] close = bars.close();
        double[] high = bars.high();
        double[] low = bars.low();
        int end = close.length - 1;
        assertThat(end).isGreaterThan(WARM + 100);

        for (int i : new int[] {12, 26}) {
            double[] ema = run((first, count, out) -> taLib.ema(0, end, close, i, first, count, out[0]), 1, end)[0];
            assertAgrees(interval, bars, "ema_ratio_" + i, Indicators.distance(close, ema));
        }
        double[] sma = run((first, count, out) -> taLib.sma(0, end, close, longest, first, count, out[0]), 1, end)[0];
        assertAgrees(interval, bars, "sma_ratio_" + longest, Indicators.distance(close, sma));

        double[][] macd = run(
                (first, count, out) -> taLib.macd(0, end, close, 12, 26, 9, first, count, out[0], out[1], out[2]),
                3,
                end);
        assertAgrees(interval, bars, "macd_ratio", Indicators.ratio(macd[0], close));
        assertAgrees(interval, bars, "macd_signal_ratio", Indicators.ratio(macd[1], close));
        assertAgrees(interval, bars, "macd_histogram_ratio", Indicators.ratio(macd[2], close));

        assertAgrees(
                interval,
                bars,
                "rsi_14",
                run((first, count, out) -> taLib.rsi(0, end, close, 14, first, count, out[0]), 1, end)[0]);
        double[] atr =
                run((first, count, out) -> taLib.atr(0, end, high, low, close, 14, first, count, out[0]), 1, end)[0];
        assertAgrees(interval, bars, "atr_ratio_14", Indicators.ratio(atr, close));

        double[][] stochastic = run(
                (first, count, out) -> taLib.stoch(
                        0, end, high, low, close, 14, 3, MAType.Sma, 3, MAType.Sma, first, count, out[0], out[1]),
                2,
                end);
        assertAgrees(interval, bars, "stochastic_k_14", stochastic[0]);
        assertAgrees(interval, bars, "stochastic_d_14", stochastic[1]);

        assertAgrees(
                interval,
                bars,
                "adx_14",
                run((first, count, out) -> taLib.adx(0, end, high, low, close, 14, first, count, out[0]), 1, end)[0]);
        assertAgrees(
                interval,
                bars,
                "plus_di_14",
                run((first, count, out) -> taLib.plusDI(0, end, high, low, close, 14, first, count, out[0]), 1, end)[
                        0]);
        assertAgrees(
                interval,
                bars,
                "minus_di_14",
                run((first, count, out) -> taLib.minusDI(0, end, high, low, close, 14, first, count, out[0]), 1, end)[
                        0]);
        assertAgrees(
                interval,
                bars,
                "cci_20",
                run((first, count, out) -> taLib.cci(0, end, high, low, close, 20, first, count, out[0]), 1, end)[0]);

        double[][] bands = run(
                (first, count, out) ->
                        taLib.bbands(0, end, close, 20, 2, 2, MAType.Sma, first, count, out[0], out[1], out[2]),
                3,
                end);
        double[] width = Indicators.difference(bands[0], bands[2]);
        assertAgrees(
                interval,
                bars,
                "bollinger_percent_b_20",
                Indicators.ratio(Indicators.difference(close, bands[2]), width));
        assertAgrees(interval, bars, "bollinger_bandwidth_20", Indicators.ratio(width, bands[1]));

        double[] obv =
                run((first, count, out) -> taLib.obv(0, end, close, bars.volume(), first, count, out[0]), 1, end)[0];
        double[] slope =
                run((first, count, out) -> taLib.linearRegSlope(0, end, obv, n, first, count, out[0]), 1, end)[0];
        double[] volume =
                run((first, count, out) -> taLib.sma(0, end, bars.volume(), n, first, count, out[0]), 1, end)[0];
        assertAgrees(interval, bars, "obv_slope_" + n, Indicators.ratio(slope, volume));

        double[] logReturn = Indicators.logReturn(close, 1);
        double[] returns = Arrays.copyOfRange(logReturn, 1, close.length);
        double[] market = Arrays.copyOfRange(bars.marketReturn(), 1, close.length);
        double[] deviation = run(
                (first, count, out) -> taLib.stdDev(0, end - 1, returns, n, 1, first, count, out[0]), 1, end - 1)[0];
        assertAgrees(
                interval,
                bars,
                "rolling_volatility_" + n,
                behindOne(Arrays.stream(deviation)
                        .map(value -> value * Math.sqrt(n / (n - 1.0)))
                        .toArray()));
        assertAgrees(
                interval,
                bars,
                "market_correlation_" + longest,
                behindOne(run(
                        (first, count, out) -> taLib.correl(0, end - 1, returns, market, longest, first, count, out[0]),
                        1,
                        end - 1)[0]));
        // TA-Lib takes prices and regresses the second's simple returns on the first's: prices whose returns ours are.
        assertAgrees(
                interval,
                bars,
                "market_beta_" + longest,
                run(
                        (first, count, out) ->
                                taLib.beta(0, end, prices(market), prices(returns), longest, first, count, out[0]),
                        1,
                        end)[0]);
    }

    private static double[] prices(double[] returns) {
        double[] prices = new double[returns.length + 1];
        prices[0] = 1;
        for (int i = 0; i < returns.length; i++) {
            prices[i + 1] = prices[i] * (1 + returns[i]);
        }
        return prices;
    }

    private static double[] behindOne(double[] values) {
        return Stream.of(new double[] {Double.NaN}, values)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private interface Call {
        RetCode run(MInteger first, MInteger count, double[][] out);
    }

    /** TA-Lib packs its results to the front: puts them where they belong. */
    private static double[][] run(Call call, int outputs, int end) {
        var first = new MInteger();
        var count = new MInteger();
        double[][] packed = new double[outputs][end + 1];
        assertThat(call.run(first, count, packed)).isEqualTo(RetCode.Success);
        assertThat(count.value).isPositive();
        double[][] results = new double[outputs][];
        for (int i = 0; i < outputs; i++) {
            results[i] = Indicators.nothing(end + 1);
            System.arraycopy(packed[i], 0, results[i], first.value, count.value);
        }
        return results;
    }

    private static void assertAgrees(Interval interval, BarSeries bars, String name, double[] expected) {
        Column column = FeatureTable.columns(interval).stream()
                .filter(one -> one.name().equals(name))
                .findAny()
                .orElseThrow();
        double[] found = column.values().over(bars);
        // What is a difference near 0 can be no more exact than what it is a difference of.
        double scale = IntStream.range(WARM, found.length)
                .mapToDouble(i -> Math.abs(expected[i]))
                .average()
                .orElseThrow();
        for (int i = WARM; i < found.length; i++) {
            assertThat(found[i])
                    .as("%s of bar %d", name, i)
                    .isCloseTo(expected[i], within(TOLERANCE * Math.max(scale, Math.abs(expected[i]))));
        }
    }

    /** Hours of the file's minutes of one symbol, which has no defects, and a made-up market. */
    private static BarSeries recordedHours(String symbol) throws IOException {
        var hours = new TreeMap<Long, double[]>();
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(RECORDED)), StandardCharsets.UTF_8))) {
            reader.readLine(); // symbol,open_time,open,high,low,close,volume
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] field = line.split(",");
                if (!field[0].equals(symbol)) {
                    continue;
                }
                long hour = Math.floorDiv(Instant.parse(field[1]).getEpochSecond(), 3600);
                double[] bar = hours.computeIfAbsent(
                        hour, key -> new double[] {Double.parseDouble(field[2]), 0, Double.POSITIVE_INFINITY, 0, 0});
                bar[1] = Math.max(bar[1], Double.parseDouble(field[3]));
                bar[2] = Math.min(bar[2], Double.parseDouble(field[4]));
                bar[3] = Double.parseDouble(field[5]);
                bar[4] += Double.parseDouble(field[6]);
            }
        }
        int size = hours.size();
        var random = new Random(5);
        double[][] columns = new double[5][size];
        long[] times = new long[size];
        int i = 0;
        for (var hour : hours.entrySet()) {
            times[i] = hour.getKey() * 3_600_000_000L;
            for (int c = 0; c < 5; c++) {
                columns[c][i] = hour.getValue()[c];
            }
            i++;
        }
        var none = new MinuteReturns[size];
        Arrays.fill(none, MinuteReturns.NONE);
        var noFlow = new OrderFlow[size];
        Arrays.fill(noFlow, OrderFlow.NONE);
        double[] market = random.doubles(size, -0.01, 0.01).toArray();
        market[0] = Double.NaN;
        return new BarSeries(
                3_600_000_000L,
                times,
                columns[0],
                columns[1],
                columns[2],
                columns[3],
                columns[4],
                columns[4],
                new int[size],
                none,
                noFlow,
                market);
    }
}
