/**
 * What the bot wants: strategies. One of your own is one class, see {@link io.quarterdeck.tradingbot.strategy.Strategy}.
 */
package io.quarterdeck.tradingbot.strategy;
