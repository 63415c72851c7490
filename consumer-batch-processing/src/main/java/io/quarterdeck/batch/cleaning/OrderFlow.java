package io.quarterdeck.batch.cleaning;

/**
 * What the trades of some slots tell beyond their bars: sums over traded minutes, which add up from slots to longer bars. A
 * minute's return runs from the close of the traded minute before in the same slot, the first one's from its own open; its
 * signed flow is what buyers took less what sellers took.
 *
 * @param trades how many
 * @param minutes that have trades
 * @param volume sum of the quantities
 * @param buyVolume quantity that buyers took
 * @param sellVolume quantity that sellers took
 * @param bucketImbalance sum over volume buckets of |buy volume - sell volume|, see {@link #BUCKETS_PER_SLOT}
 * @param tickVariance sum of the squared log returns from trade to trade within each slot
 * @param returns sum of the minutes' log returns
 * @param returnTimesFlow sum of return times signed flow
 * @param flowSquared sum of the squared signed flow
 * @param illiquidity sum of |return| / turnover
 */
public record OrderFlow(
        long trades,
        long minutes,
        double volume,
        double buyVolume,
        double sellVolume,
        double bucketImbalance,
        double tickVariance,
        double returns,
        double returnTimesFlow,
        double flowSquared,
        double illiquidity) {

    public static final OrderFlow NONE = new OrderFlow(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * A slot's volume of known side is cut into so many buckets of equal volume, in order of time. A minute in which one
     * bucket ends and another begins is shared out as if its trades were spread evenly, as in Easley, Lopez de Prado and
     * O'Hara, "Flow Toxicity and Liquidity in a High-Frequency World", 2012, which fills buckets from minutes, too.
     */
    public static final int BUCKETS_PER_SLOT = 10;

    private static final int FEWEST_MINUTES_FOR_A_SLOPE = 3;

    /** Below this share of what it is computed from, a variance is rounding. */
    private static final double ROUNDING = 1e-12;

    /**
     * Of the minutes of one slot.
     *
     * @param slot its minutes in order of time; null for a minute without trades
     */
    static OrderFlow of(TradeMinute[] slot) {
        long trades = 0;
        long minutes = 0;
        var volume = new ExactSum();
        var bought = new ExactSum();
        var sold = new ExactSum();
        var variance = new ExactSum();
        var returns = new ExactSum();
        var returnTimesFlow = new ExactSum();
        var flowSquared = new ExactSum();
        var illiquidity = new ExactSum();
        double before = Double.NaN;
        for (TradeMinute minute : slot) {
            if (minute == null) {
                continue;
            }
            trades += minute.trades();
            minutes++;
            volume.add(minute.volume());
            bought.add(minute.buyVolume());
            sold.add(minute.sellVolume());
            variance.add(minute.tickVariance());
            if (!Double.isNaN(before)) {
                variance.add(SlotBar.squaredLogReturn(before, minute.open()));
            }
            double logReturn = StrictMath.log(minute.close() / (Double.isNaN(before) ? minute.open() : before));
            double flow = minute.buyVolume() - minute.sellVolume();
            returns.add(logReturn);
            returnTimesFlow.add(logReturn * flow);
            flowSquared.add(flow * flow);
            illiquidity.add(Math.abs(logReturn) / minute.turnover());
            before = minute.close();
        }
        return new OrderFlow(
                trades,
                minutes,
                volume.sum(),
                bought.sum(),
                sold.sum(),
                bucketImbalance(slot, (bought.sum() + sold.sum()) / BUCKETS_PER_SLOT),
                variance.sum(),
                returns.sum(),
                returnTimesFlow.sum(),
                flowSquared.sum(),
                illiquidity.sum());
    }

    private static double bucketImbalance(TradeMinute[] slot, double bucketVolume) {
        double imbalance = 0;
        double filled = 0;
        double flow = 0; // of the bucket in hand
        for (TradeMinute minute : slot) {
            double left = minute == null ? 0 : minute.buyVolume() + minute.sellVolume();
            if (left == 0) {
                continue;
            }
            double flowPerVolume = (minute.buyVolume() - minute.sellVolume()) / left;
            while (bucketVolume > 0 && filled + left >= bucketVolume) { // a few of the smallest doubles fill none
                double part = bucketVolume - filled;
                imbalance += Math.abs(flow + part * flowPerVolume);
                left -= part;
                filled = 0;
                flow = 0;
            }
            filled += left;
            flow += left * flowPerVolume;
        }
        return imbalance + Math.abs(flow); // what rounding has left of the last bucket
    }

    /** Of both together. */
    public OrderFlow plus(OrderFlow later) {
        return new OrderFlow(
                trades + later.trades,
                minutes + later.minutes,
                volume + later.volume,
                buyVolume + later.buyVolume,
                sellVolume + later.sellVolume,
                bucketImbalance + later.bucketImbalance,
                tickVariance + later.tickVariance,
                returns + later.returns,
                returnTimesFlow + later.returnTimesFlow,
                flowSquared + later.flowSquared,
                illiquidity + later.illiquidity);
    }

    /** Number of trades; NaN, as all that follow, if there are none. */
    public double tradeCount() {
        return trades == 0 ? Double.NaN : trades;
    }

    /** Mean quantity of a trade. */
    public double meanTradeSize() {
        return volume / trades; // 0 / 0 is NaN
    }

    /** (buy - sell) / (buy + sell) volume, -1 to 1; NaN also if no side is known. */
    public double imbalance() {
        return (buyVolume - sellVolume) / (buyVolume + sellVolume);
    }

    /** Mean |buy - sell| / (buy + sell) of the volume buckets, 0 to 1; NaN also if no side is known. */
    public double vpin() {
        return bucketImbalance / (buyVolume + sellVolume);
    }

    /**
     * Slope of the minutes' log returns on their signed flow, by ordinary least squares: the price impact lambda of Kyle,
     * "Continuous Auctions and Insider Trading", 1985, per unit of the base. NaN also with fewer than three minutes, or if
     * the flow never varies.
     */
    public double kyleLambda() {
        double flow = buyVolume - sellVolume;
        double variance = minutes * flowSquared - flow * flow;
        if (minutes < FEWEST_MINUTES_FOR_A_SLOPE || variance <= ROUNDING * minutes * flowSquared) {
            return Double.NaN;
        }
        return (minutes * returnTimesFlow - returns * flow) / variance;
    }

    /** Mean |log return| per unit of turnover over the minutes: Amihud, "Illiquidity and Stock Returns", 2002. */
    public double amihudIlliquidity() {
        return illiquidity / minutes; // 0 / 0 is NaN
    }

    /** Square root of the realized variance from trade to trade. */
    public double tickVolatility() {
        return trades == 0 ? Double.NaN : Math.sqrt(tickVariance);
    }
}
