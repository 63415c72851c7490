/**
 * What one row costs in the hot loops, in time and in memory, by JMH. Start at
 * {@link io.quarterdeck.benchmarks.micro.MicroBenchmark}. A loop that a service keeps to itself is measured by a class in the
 * service's own package, so that nothing has to be public for the sake of a benchmark.
 */
package io.quarterdeck.benchmarks.micro;
