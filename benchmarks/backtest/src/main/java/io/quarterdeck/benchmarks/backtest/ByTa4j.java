package io.quarterdeck.benchmarks.backtest;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.quarterdeck.benchmarks.backtest.Crossing.Side;
import io.quarterdeck.marketdata.Bar;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseStrategy;
import org.ta4j.core.Rule;
import org.ta4j.core.Trade;
import org.ta4j.core.Trade.TradeType;
import org.ta4j.core.TradingRecord;
import org.ta4j.core.analysis.cost.LinearTransactionCostModel;
import org.ta4j.core.analysis.cost.ZeroCostModel;
import org.ta4j.core.backtest.BarSeriesManager;
import org.ta4j.core.backtest.TradeOnNextOpenModel;
import org.ta4j.core.indicators.EMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DoubleNum;
import org.ta4j.core.rules.NotRule;
import org.ta4j.core.rules.OverIndicatorRule;

/**
 * The same with ta4j, as someone would who knows it well: over hourly bars, one symbol after the other, trading one unit at the
 * next hour's open. Its costs are a share of the value: the bot's fee and half spread; it has no impact and no limit by volume.
 */
final class ByTa4j implements TrendBacktest {

    private static final double FEE_AND_HALF_SPREAD = 0.0015;

    private final int fast;
    private final int slow;

    ByTa4j(int fast, int slow) {
        this.fast = fast;
        this.slow = slow;
    }

    @Override
    public String name() {
        return "ta4j";
    }

    @Override
    public Supplier<List<Crossing>> overBars(List<Bar> bars) {
        var series = new Ta4jSeries();
        for (Bar bar : bars) {
            series.add(
                    bar.symbol(), bar.openTimeMicros(), bar.open(), bar.high(), bar.low(), bar.close(), bar.volume());
        }
        return run(series);
    }

    @Override
    public Supplier<List<Crossing>> overFiles(List<Path> files) throws IOException {
        var series = new Ta4jSeries();
        for (Path file : files) {
            try (CsvReader<CsvRecord> csv =
                    CsvReader.builder().ofCsvRecord(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                csv.skipLines(1);
                for (CsvRecord line : csv) {
                    series.add(
                            line.getField(0),
                            Instant.parse(line.getField(1)).getEpochSecond() * 1_000_000,
                            Double.parseDouble(line.getField(2)),
                            Double.parseDouble(line.getField(3)),
                            Double.parseDouble(line.getField(4)),
                            Double.parseDouble(line.getField(5)),
                            Double.parseDouble(line.getField(6)));
                }
            }
        }
        return run(series);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
    }

    private Supplier<List<Crossing>> run(Ta4jSeries bars) {
        var records = new LinkedHashMap<BarSeries, TradingRecord>();
        bars.done().values().forEach(series -> records.put(series, run(series, above(series), slow - 1)));
        return () -> crossings(records);
    }

    /** The fast average of these closes is above the slow one. */
    Rule above(BarSeries series) {
        var close = new ClosePriceIndicator(series);
        return new OverIndicatorRule(new EMAIndicator(close, fast), new EMAIndicator(close, slow));
    }

    /** @param unstable how many bars at the beginning are not traded on */
    static TradingRecord run(BarSeries series, Rule above, int unstable) {
        var strategy = new BaseStrategy("trend", above, new NotRule(above), unstable);
        var manager = new BarSeriesManager(
                series,
                new LinearTransactionCostModel(FEE_AND_HALF_SPREAD),
                new ZeroCostModel(),
                new TradeOnNextOpenModel());
        return manager.run(strategy, TradeType.BUY, DoubleNum.valueOf(1));
    }

    /** The hour is the begin of the bar before the trade. */
    static List<Crossing> crossings(Map<BarSeries, TradingRecord> records) {
        var crossings = new ArrayList<Crossing>();
        records.forEach((series, record) -> {
            for (Trade trade : record.getTrades()) {
                Instant hour =
                        series.getBar(trade.getIndex() - 1).getBeginTime().toInstant();
                crossings.add(new Crossing(
                        series.getName(),
                        hour.getEpochSecond() * 1_000_000,
                        trade.isBuy() ? Side.BUY : Side.SELL,
                        trade.getPricePerAsset().doubleValue()));
            }
        });
        return crossings;
    }
}
