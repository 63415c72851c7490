/**
 * A run over bars that lie in memory or a file, as fast as they come: {@code Backtest}; many of them with different options:
 * {@code Grid}; and whether a run looked ahead: {@code Lookahead}.
 */
package io.quarterdeck.tradingbot.backtest;
