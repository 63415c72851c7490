package io.quarterdeck.localstack.prove;

/**
 * One fault of one component.
 *
 * @param fault in words; with the component it names the case
 * @param moment when it strikes
 * @param act makes the fault and returns when it is over; processes that it has ended need not be started again
 */
record FaultCase(String component, String fault, Moment moment, Act act) {

    enum Moment {
        /** While the rows stream, somewhere between the first and the last. */
        WHILE_ROWS_STREAM(5),
        /** The same with rows to come for some time yet: faults that show only when the next are written. */
        WHILE_ROWS_STREAM_SLOWLY(15),
        /** When all rows have landed: faults of what works on them then. */
        WHEN_ALL_HAS_LANDED(3);

        /** How long the rows are on their way if nothing is wrong. */
        final int secondsOfRows;

        Moment(int secondsOfRows) {
            this.secondsOfRows = secondsOfRows;
        }
    }

    interface Act {
        void on(Scene scene) throws Exception;
    }

    String name() {
        return component + ": " + fault;
    }
}
