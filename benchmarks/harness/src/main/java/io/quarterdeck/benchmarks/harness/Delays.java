package io.quarterdeck.benchmarks.harness;

/**
 * How long after it was sent an event could be read, in milliseconds.
 *
 * @param rows that the store has, of the lead-in, too
 * @param p50 half of the events were as fast
 * @param p99 and of 100 events 99
 */
record Delays(long rows, double p50, double p99) {}
