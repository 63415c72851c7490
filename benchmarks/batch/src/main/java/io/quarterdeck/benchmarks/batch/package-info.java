/**
 * Our hot paths against what a user would pick instead: in alternation, in one run, on the same data, with the same
 * results, which are compared. Start at {@link io.quarterdeck.benchmarks.batch.BatchBenchmark}.
 */
package io.quarterdeck.benchmarks.batch;
