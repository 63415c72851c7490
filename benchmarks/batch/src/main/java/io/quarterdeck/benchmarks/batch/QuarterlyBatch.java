package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.marketdata.Quarter;
import java.nio.file.Path;
import java.util.List;

/** Cleans raw bars, joins them to hours and days and computes the features of some quarters, in one way. */
interface QuarterlyBatch {

    String name();

    /** @param output folder for {@code <interval>-<quarter>*.parquet}; what is there is replaced */
    void make(List<Quarter> quarters, Path output) throws Exception;
}
