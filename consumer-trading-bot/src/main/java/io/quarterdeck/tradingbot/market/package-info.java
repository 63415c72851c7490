/**
 * What the bot sees of the market: closed minutes in one order ({@code SlotMerger}, {@code Slot}), the bars of a symbol in
 * the strategy's interval with their indicators ({@code SymbolBars}), feature rows as of a moment ({@code FeatureSource}),
 * and all of it as a strategy sees it ({@code MarketView}). No clock, no I/O.
 */
package io.quarterdeck.tradingbot.market;
