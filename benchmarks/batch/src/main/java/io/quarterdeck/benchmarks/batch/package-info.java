/**
 * The quarterly job against DuckDB: in turn, in one process, over the same files, with the same results, which are compared. Start
 * at {@link io.quarterdeck.benchmarks.batch.BatchBenchmark}.
 */
package io.quarterdeck.benchmarks.batch;
