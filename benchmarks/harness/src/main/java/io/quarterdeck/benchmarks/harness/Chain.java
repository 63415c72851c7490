package io.quarterdeck.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;

/** All that brings a CSV file to features in PostgreSQL, up and idle. */
interface Chain extends AutoCloseable {

    /** Starts it in a folder that is new, and waits until every part of it is ready. */
    interface Start {
        Chain chain(Bench bench, Path folder) throws Exception;
    }

    /**
     * How far it was when, in seconds since the file was handed to it.
     *
     * @param inKafka the file's program had ended
     * @param landed every row was in both stores
     * @param featured every feature could be read
     */
    record Times(double inKafka, double landed, double featured) {}

    /** Of hours and of days. */
    List<String> INTERVALS = List.of("1h", "1d");

    /** Brings the whole market there. */
    Times run(Market market) throws Exception;

    /** The features that stand in PostgreSQL, of one of {@link #INTERVALS}. */
    FeatureRows features(String interval) throws Exception;

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    /** Ends everything of it. */
    @Override
    void close();
}
