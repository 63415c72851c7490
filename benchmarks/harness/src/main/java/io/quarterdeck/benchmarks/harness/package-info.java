/**
 * {@code ./quarterdeck bench}: our hot paths against what a user would pick instead, in turn, in one run, on the same data, with the
 * same results, which are compared. Start at {@link io.quarterdeck.benchmarks.harness.BenchMain}; a new comparison is a class
 * that implements {@link io.quarterdeck.benchmarks.harness.Comparison} and a line there. Services are started as a user starts
 * them, by their jars; none is imported.
 */
package io.quarterdeck.benchmarks.harness;
