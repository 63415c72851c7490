package io.quarterdeck.tradingbot.risk;

/** An account without margin: no short positions, and no more bought than there is money. */
public record CashOnly() implements Guard {

    private static final TotalExposure ALL_OF_IT = new TotalExposure(1);

    @Override
    public String name() {
        return "cash-only";
    }

    @Override
    public void limit(double[] wanted, double[] held) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] < 0) {
                wanted[i] = 0;
            }
        }
        ALL_OF_IT.limit(wanted, held);
    }
}
