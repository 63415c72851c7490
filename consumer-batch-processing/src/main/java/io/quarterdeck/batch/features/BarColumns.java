package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.bar;
import static io.quarterdeck.batch.features.Column.key;

import io.quarterdeck.batch.features.Column.Type;
import java.util.List;

/** What was traded, when, and at which prices. */
final class BarColumns {

    private static final String RAW = "lake.raw.bars, lake.raw.trades";
    private static final String PRICE = "quote currency";

    private BarColumns() {}

    static List<Column> all() {
        return List.of(
                key("symbol")
                        .type(Type.TEXT)
                        .meaning("What was traded.")
                        .unit("name")
                        .formula("as received")
                        .inputs("symbol", "trades.symbol")
                        .source(RAW)
                        .values(null),
                key("open_time")
                        .type(Type.TIMESTAMP)
                        .meaning("Start of the bar's interval.")
                        .unit("UTC time")
                        .formula("open_time of the minutes, rounded down to the interval")
                        .inputs("open_time", "trades.trade_time")
                        .source(RAW)
                        .values(null),
                bar("known_at")
                        .type(Type.TIMESTAMP)
                        .meaning("End of the bar's interval: the moment from which bar and features can be known.")
                        .unit("UTC time")
                        .formula("open_time + length of the interval")
                        .inputs("open_time", "trades.trade_time")
                        .values(null),
                bar("open")
                        .meaning("First price.")
                        .unit(PRICE)
                        .formula("open of the first minute")
                        .inputs("open", "trades.price")
                        .minutes()
                        .source(RAW)
                        .values(BarSeries::open),
                bar("high")
                        .meaning("Highest price.")
                        .unit(PRICE)
                        .formula("max(high) over the minutes")
                        .inputs("high", "trades.price")
                        .minutes()
                        .source(RAW)
                        .values(BarSeries::high),
                bar("low")
                        .meaning("Lowest price.")
                        .unit(PRICE)
                        .formula("min(low) over the minutes")
                        .inputs("low", "trades.price")
                        .minutes()
                        .source(RAW)
                        .values(BarSeries::low),
                bar("close")
                        .meaning("Last price.")
                        .unit(PRICE)
                        .formula("close of the last minute")
                        .inputs("close", "trades.price")
                        .minutes()
                        .source(RAW)
                        .values(BarSeries::close),
                bar("volume")
                        .meaning("Amount traded.")
                        .unit("base units")
                        .formula("sum(volume) over the minutes")
                        .inputs("volume", "trades.quantity")
                        .minutes()
                        .source(RAW)
                        .values(BarSeries::volume),
                bar("vwap")
                        .meaning("Volume-weighted average price.")
                        .unit(PRICE)
                        .formula(
                                "sum(turnover) / sum(volume) over the minutes; turnover is volume * (high + low + close) / 3"
                                        + " of a recorded minute, sum(price * quantity) of one made from trades")
                        .inputs("high", "low", "close", "volume", "trades.price", "trades.quantity")
                        .minutes()
                        .nullIf("volume is 0")
                        .source(RAW)
                        .values(BarSeries::vwap),
                bar("coverage")
                        .meaning(
                                "Share of the interval's minutes that have a bar; there is a row from the first minute on.")
                        .unit("share, above 0 up to 1")
                        .formula("minutes present / minutes of the interval")
                        .inputs("open_time", "trades.trade_time")
                        .minutes()
                        .source(RAW)
                        .values(BarSeries::coverage));
    }
}
