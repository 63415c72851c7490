/**
 * The sample market: the {@code sample} command, which writes a CSV of one-minute bars with a known dose of defects, and
 * beside it the truth about them.
 *
 * <p>Start at {@link io.quarterdeck.producer.sample.SampleMarket}. Everything is computed with integers, the four basic
 * operations and square roots, which Java defines to the last bit, so that a seed gives the same bytes on every machine.
 */
package io.quarterdeck.producer.sample;
