package io.quarterdeck.tradingbot.risk;

/**
 * No order brings all positions together, long and short, above this share of the equity: what is decided now shares what the
 * other positions leave. (Prices may.)
 */
public record TotalExposure(double maximum) implements Guard {

    public TotalExposure {
        Shares.above0("total exposure", maximum);
    }

    @Override
    public String name() {
        return "total-exposure";
    }

    @Override
    public void limit(double[] wanted, double[] held) {
        double decided = 0;
        double others = 0;
        for (int i = 0; i < wanted.length; i++) {
            if (Double.isNaN(wanted[i])) {
                others += Math.abs(held[i]);
            } else {
                decided += Math.abs(wanted[i]);
            }
        }
        double room = Math.max(0, maximum - others);
        if (decided > room) {
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] *= room / decided;
            }
        }
    }
}
