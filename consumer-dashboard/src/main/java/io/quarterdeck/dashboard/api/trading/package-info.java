/**
 * What the trading bot does, read from the views of its journal (schema {@code trading}), and what operators demand of it: one
 * row in {@code trading.command}, which the bot answers in its journal.
 */
package io.quarterdeck.dashboard.api.trading;
