/**
 * The bot's backtest against ta4j's: the same strategy over the same bars, in turn, with the same decisions, which are compared.
 * Start at {@link io.quarterdeck.benchmarks.backtest.BacktestBenchmark}.
 */
package io.quarterdeck.benchmarks.backtest;
