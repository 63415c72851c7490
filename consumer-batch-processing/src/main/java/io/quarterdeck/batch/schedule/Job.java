package io.quarterdeck.batch.schedule;

import java.io.IOException;
import java.util.List;

/** What the schedule runs: in production {@link SparkSubmit}. */
interface Job {

    /** Exit codes of the quarterly job. */
    int DONE = 0;

    int REFUSED_BY_GATE = 3;

    /**
     * Runs to the end and tells the exit code.
     *
     * @param options the job's, beside those that it always gets: which quarters to make
     */
    int run(List<String> options) throws IOException, InterruptedException;

    /** Ends a run at work, from another thread, and lets none begin any more. */
    void stop();
}
