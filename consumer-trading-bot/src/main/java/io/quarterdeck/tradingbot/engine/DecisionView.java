package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.tradingbot.market.FeatureRow;
import io.quarterdeck.tradingbot.market.FeatureSource;
import io.quarterdeck.tradingbot.market.MarketView;
import io.quarterdeck.tradingbot.market.SymbolBars;
import io.quarterdeck.tradingbot.risk.Situation;

/** What a strategy sees of one symbol after another. */
final class DecisionView implements MarketView {

    private static final long YEAR = 365 * 24 * 3_600_000_000L;

    private final Settings settings;
    private final Situation now;
    private final SymbolBars[] bars;
    private final Portfolio portfolio;
    private final FeatureSource features;
    private final String[] featureIds;
    private int symbol;
    private FeatureRow row;

    /** @param features {@link FeatureSource#NONE} for a strategy that reads none */
    DecisionView(Settings settings, Situation now, SymbolBars[] bars, Portfolio portfolio, FeatureSource features) {
        this.settings = settings;
        this.now = now;
        this.bars = bars;
        this.portfolio = portfolio;
        this.features = features;
        featureIds = new String[bars.length];
    }

    /**
     * Turns to this symbol, as it is now.
     *
     * @throws IllegalStateException if the feature row that it is given was not known yet
     */
    DecisionView of(int number) {
        symbol = number;
        row = features.newest(symbol(), now.nowMicros()).orElse(null);
        if (row != null && row.knownAtMicros() > now.nowMicros()) {
            throw new IllegalStateException(symbol() + ": a feature row known at " + row.knownAtMicros()
                    + " was given at " + now.nowMicros() + "; not looking ahead");
        }
        featureIds[number] = row == null ? null : row.release() + "@" + row.openTimeMicros();
        return this;
    }

    /** Release and open time of the feature row that was seen of the symbol; null if there was none. */
    String featureId(int number) {
        return featureIds[number];
    }

    @Override
    public String symbol() {
        return settings.symbols().name(symbol);
    }

    @Override
    public long nowMicros() {
        return now.nowMicros();
    }

    @Override
    public int bars() {
        return bars[symbol].kept();
    }

    @Override
    public double open(int ago) {
        return bars[symbol].open(ago);
    }

    @Override
    public double high(int ago) {
        return bars[symbol].high(ago);
    }

    @Override
    public double low(int ago) {
        return bars[symbol].low(ago);
    }

    @Override
    public double close(int ago) {
        return bars[symbol].close(ago);
    }

    @Override
    public double volume(int ago) {
        return bars[symbol].volume(ago);
    }

    @Override
    public double indicator(int number) {
        return bars[symbol].indicator(number);
    }

    @Override
    public double feature(int number) {
        return row == null ? Double.NaN : row.values()[number];
    }

    @Override
    public long featureAgeMicros() {
        return row == null ? Long.MAX_VALUE : now.nowMicros() - row.knownAtMicros();
    }

    @Override
    public double price() {
        return portfolio.price(symbol);
    }

    @Override
    public double quantity() {
        return portfolio.quantity(symbol);
    }

    @Override
    public int barsHeld() {
        return portfolio.quantity(symbol) == 0
                ? 0
                : (int) ((now.nowMicros() - portfolio.openedAt(symbol)) / settings.intervalMicros());
    }

    @Override
    public double equity() {
        return portfolio.equity();
    }

    @Override
    public double evenWeight() {
        return 1.0 / settings.symbols().count();
    }

    @Override
    public double intervalsPerYear() {
        return YEAR / (double) settings.intervalMicros();
    }
}
