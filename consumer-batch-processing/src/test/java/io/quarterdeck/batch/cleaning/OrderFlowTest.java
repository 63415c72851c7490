package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

public class OrderFlowTest {

    private static final double EXACT = 1e-12;

    /** Open, close, turnover, buy and sell volume of three minutes, one apart; the rest follows. */
    private static final OrderFlow HOUR = OrderFlow.of(
            new TradeMinute[] {minute(100, 101, 500, 4, 1), null, minute(101, 99, 800, 2, 6), minute(99, 100, 200, 1, 1)
            });

    private static final double R1 = Math.log(101 / 100.0);
    private static final double R2 = Math.log(99 / 101.0);
    private static final double R3 = Math.log(100 / 99.0);

    @Test
    void countsSizesAndImbalanceAddUp() {
        assertThat(HOUR.tradeCount()).isEqualTo(30);
        assertThat(HOUR.meanTradeSize()).isEqualTo(0.5);
        assertThat(HOUR.imbalance()).isCloseTo((7 - 8) / 15.0, within(EXACT));
        assertThat(HOUR.tickVolatility()).isCloseTo(Math.sqrt(0.03), within(EXACT));
    }

    @Test
    void theReturnFromTheTradedMinuteBeforeCountsAsOneBetweenTrades() {
        var apart = OrderFlow.of(new TradeMinute[] {minute(100, 101, 1, 1, 0), null, minute(103, 99, 1, 0, 1)});

        assertThat(apart.tickVolatility())
                .isCloseTo(Math.sqrt(0.02 + Math.pow(Math.log(103 / 101.0), 2)), within(EXACT));
    }

    @Test
    void lambdaIsTheSlopeOfReturnsOnFlow() {
        double[] r = {R1, R2, R3};
        double[] q = {3, -4, 0};
        double meanR = (R1 + R2 + R3) / 3;
        double meanQ = -1 / 3.0;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < 3; i++) {
            covariance += (r[i] - meanR) * (q[i] - meanQ);
            variance += (q[i] - meanQ) * (q[i] - meanQ);
        }

        assertThat(HOUR.kyleLambda()).isCloseTo(covariance / variance, within(EXACT));
    }

    @Test
    void lambdaNeedsThreeMinutesAndFlowThatVaries() {
        var two = OrderFlow.of(new TradeMinute[] {minute(100, 101, 1, 1, 0), minute(101, 99, 1, 0, 1)});
        var constant = OrderFlow.of(new TradeMinute[] {
            minute(100, 101, 1, 0.1, 0),
            minute(101, 99, 1, 0.1, 0),
            minute(101, 99, 1, 0.1, 0),
            minute(101, 99, 1, 0.1, 0)
        });

        assertThat(two.kyleLambda()).isNaN();
        assertThat(constant.kyleLambda()).isNaN();
    }

    @Test
    void theSmallestVolumeThereIsFillsNoBucket() {
        var smallest = OrderFlow.of(new TradeMinute[] {minute(100, 101, 1, Double.MIN_VALUE, 0)});

        assertThat(smallest.bucketImbalance()).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void illiquidityIsTheMeanMovePerTurnover() {
        assertThat(HOUR.amihudIlliquidity()).isCloseTo((R1 / 500 + -R2 / 800 + R3 / 200) / 3, within(EXACT));
    }

    /** 15 units in 10 buckets of 1.5: minute 1 (flow 3/5 per unit) fills 3 1/3, minute 2 (-1/2) the next, minute 3 (0). */
    @Test
    void vpinIsTheImbalanceOfEqualVolumeBuckets() {
        double buckets = 3 * (1.5 * 0.6) // all of minute 1
                + Math.abs(0.5 * 0.6 - 1.0 * 0.5) // its last third, the rest of minute 2
                + 4 * (1.5 * 0.5) // all of minute 2
                + 1.0 * 0.5; // its last 1.0 and 0.5 of minute 3, which has no flow; the last bucket has none either

        assertThat(HOUR.vpin()).isCloseTo(buckets / 15, within(EXACT));
    }

    @Test
    void oneSidedFlowIsAllImbalance() {
        var bought = OrderFlow.of(new TradeMinute[] {minute(100, 101, 1, 0.3, 0), minute(101, 99, 1, 7.7, 0)});

        assertThat(bought.imbalance()).isEqualTo(1);
        assertThat(bought.vpin()).isCloseTo(1, within(EXACT));
    }

    @Test
    void tradesWithoutASideSayNothingOfTheFlow() {
        var silent = OrderFlow.of(new TradeMinute[] {minute(100, 101, 1, 0, 0)});

        assertThat(silent.imbalance()).isNaN();
        assertThat(silent.vpin()).isNaN();
        assertThat(silent.tradeCount()).isEqualTo(10);
    }

    @Test
    void withoutTradesThereIsNothing() {
        assertThat(new double[] {
                    OrderFlow.NONE.tradeCount(),
                    OrderFlow.NONE.meanTradeSize(),
                    OrderFlow.NONE.imbalance(),
                    OrderFlow.NONE.vpin(),
                    OrderFlow.NONE.kyleLambda(),
                    OrderFlow.NONE.amihudIlliquidity(),
                    OrderFlow.NONE.tickVolatility()
                })
                .containsOnly(Double.NaN);
        assertThat(HOUR.plus(OrderFlow.NONE)).isEqualTo(HOUR);
    }

    @Test
    void hoursAddUpToALongerBar() {
        OrderFlow twice = HOUR.plus(HOUR);

        assertThat(twice.tradeCount()).isEqualTo(60);
        assertThat(twice.vpin()).isCloseTo(HOUR.vpin(), within(EXACT));
        assertThat(twice.kyleLambda()).isCloseTo(HOUR.kyleLambda(), within(EXACT));
        assertThat(twice.amihudIlliquidity()).isCloseTo(HOUR.amihudIlliquidity(), within(EXACT));
    }

    private static TradeMinute minute(double open, double close, double turnover, double bought, double sold) {
        double volume = 5; // of three minutes 15
        return new TradeMinute(
                0, open, Math.max(open, close), Math.min(open, close), close, volume, turnover, 10, bought, sold, 0.01);
    }
}
