/**
 * What a run was worth: {@code Performance} (from its journal alone), {@code Report} (against buy and hold, with what chance
 * could have done), as JSON and as a page. The formulas stand in {@code Statistics}, {@code Bootstrap} and {@code
 * DeflatedSharpe}, each with its source.
 */
package io.quarterdeck.tradingbot.report;
