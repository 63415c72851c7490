/**
 * The trading bot: bars and features to paper orders. One engine and one decision function, whatever feeds them.
 *
 * <p>Start at {@link io.quarterdeck.tradingbot.engine.Engine} and {@link io.quarterdeck.tradingbot.strategy.Strategy}. Packages,
 * each knowing only those before it: {@code market} (what is seen), {@code strategy} (what is wanted), {@code journal} (what
 * happened), {@code risk} (what is allowed), {@code engine}, {@code report} (what it was worth), {@code backtest}. Imports no
 * service.
 */
package io.quarterdeck.tradingbot;
