package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.features.Column.Group;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What only trades can tell. */
final class OrderFlowFeatures {

    private static final String NO_TRADES = "if there are no trades, as for a symbol fed by bars only";
    private static final String NO_SIDE = NO_TRADES + ", or no trade has a side";

    private OrderFlowFeatures() {}

    static List<Column> all(Interval interval) {
        boolean ofHours = interval.slotMinutes() == 60;
        String slot = ofHours ? "hour" : "five minutes";
        String slots = ofHours ? "each hour's" : "each five minutes'";
        return List.of(
                ofTrades("trade_count")
                        .meaning("Number of trades.")
                        .unit("trades")
                        .formula("count of the trades")
                        .inputs("trades.trade_id")
                        .values(each(OrderFlow::tradeCount)),
                ofTrades("mean_trade_size")
                        .meaning("Mean quantity of a trade.")
                        .unit("base units")
                        .formula("sum(quantity) / trade_count")
                        .inputs("trades.quantity")
                        .values(each(OrderFlow::meanTradeSize)),
                ofTrades("order_imbalance")
                        .meaning("How much more buyers took than sellers, as a share of both.")
                        .unit("-1 to 1")
                        .formula(
                                "(B - S) / (B + S), B and S the sums of quantity by side, trades without a side left out")
                        .inputs("trades.quantity", "trades.side")
                        .nulls(NO_SIDE)
                        .values(each(OrderFlow::imbalance)),
                ofTrades("vpin")
                        .meaning("Imbalance of the order flow in volume time.")
                        .unit("0 to 1")
                        .formula(
                                "sum(abs(B - S)) / sum(B + S) over volume buckets: %s B + S in %d equal parts, in order of time",
                                slots, OrderFlow.BUCKETS_PER_SLOT)
                        .inputs("trades.quantity", "trades.side")
                        .nulls(NO_SIDE)
                        .source("after Easley, Lopez de Prado and O'Hara, Flow Toxicity and Liquidity, 2012")
                        .values(each(OrderFlow::vpin)),
                ofTrades("kyle_lambda")
                        .meaning("Price impact of the order flow.")
                        .unit("log return per base unit")
                        .formula(
                                "slope (least squares) of r on B - S over the minutes with trades; r the log return of the"
                                        + " minute's close from the one before in the same %s, of %s first minute from its open",
                                slot, ofHours ? "an hour's" : "their")
                        .inputs("trades.price", "trades.quantity", "trades.side")
                        .nulls(NO_TRADES + ", fewer than 3 minutes have trades, or B - S is the same in all")
                        .source("after Kyle, Continuous Auctions and Insider Trading, 1985")
                        .values(each(OrderFlow::kyleLambda)),
                ofTrades("amihud_illiquidity")
                        .meaning("Price move per unit of turnover.")
                        .unit("log return per quote unit")
                        .formula(
                                "mean(abs(r) / sum(price * quantity)) over the minutes with trades, r as in kyle_lambda")
                        .inputs("trades.price", "trades.quantity")
                        .source("after Amihud, Illiquidity and Stock Returns, 2002, with minutes for days")
                        .values(each(OrderFlow::amihudIlliquidity)),
                ofTrades("tick_volatility")
                        .meaning("Realized volatility from trade to trade within the bar, not annualised.")
                        .unit("log return")
                        .formula(
                                "sqrt(sum of squared log returns from each trade to the next one of the same %s)", slot)
                        .inputs("trades.price")
                        .source("Andersen and Bollerslev, Answering the Skeptics, 1998")
                        .values(each(OrderFlow::tickVolatility)));
    }

    private static Column.Builder ofTrades(String name) {
        return feature(Group.ORDER_FLOW, name)
                .added(4)
                .restsOn("the clean trades of the bar")
                .nulls(NO_TRADES);
    }

    private static Column.Formula each(ToDoubleFunction<OrderFlow> value) {
        return bars -> Arrays.stream(bars.flow()).mapToDouble(value).toArray();
    }
}
