package io.quarterdeck.benchmarks.backtest;

import io.quarterdeck.marketdata.Bar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** One way to run the strategy: long while the fast average of the hourly closes is above the slow one. */
interface TrendBacktest {

    String name();

    /**
     * Over minute bars that lie in memory.
     *
     * @return what tells the crossings afterwards, which is not part of the run
     */
    Supplier<List<Crossing>> overBars(List<Bar> bars);

    /** Over CSV files, likewise. */
    Supplier<List<Crossing>> overFiles(List<Path> files) throws IOException;
}
