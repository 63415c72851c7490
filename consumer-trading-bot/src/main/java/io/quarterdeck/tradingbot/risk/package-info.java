/**
 * What keeps the bot from ruin: guards, each a small class with a name ({@link io.quarterdeck.tradingbot.risk.Guard}), and
 * {@code Risk}, which holds what they demand. All that a guard remembers it learns from the journal, so it stands as it stood
 * after a restart. Knows no engine.
 */
package io.quarterdeck.tradingbot.risk;
