package io.quarterdeck.tradingbot.risk;

/** No order makes a position larger than this share of the equity. (Prices may.) */
public record SymbolExposure(double maximum) implements Guard {

    public SymbolExposure {
        Shares.above0("symbol exposure", maximum);
    }

    @Override
    public String name() {
        return "symbol-exposure";
    }

    @Override
    public void limit(double[] wanted, double[] held) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] > maximum) {
                wanted[i] = maximum;
            } else if (wanted[i] < -maximum) {
                wanted[i] = -maximum;
            }
        }
    }
}
