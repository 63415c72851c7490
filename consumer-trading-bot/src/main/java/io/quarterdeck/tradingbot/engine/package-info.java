/**
 * Strategy, risk and a paper broker, stepping from slot to slot: {@link io.quarterdeck.tradingbot.engine.Engine}. The same in
 * backtest, replay and live.
 */
package io.quarterdeck.tradingbot.engine;
