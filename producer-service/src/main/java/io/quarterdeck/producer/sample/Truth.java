package io.quarterdeck.producer.sample;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What is true of one sample file: the content of its side file {@code .truth.json}.
 *
 * @param about what the fields mean
 * @param seed that it was made from
 * @param lines in the file, header included
 * @param rows lines that the producer sends
 * @param rejected lines that it rejects
 * @param defects how many lines have each defect
 * @param quarters by symbol, then quarter
 */
record Truth(
        List<String> about,
        long seed,
        long lines,
        long rows,
        long rejected,
        Map<Defect, Long> defects,
        List<SymbolQuarter> quarters) {

    static final List<String> ABOUT = List.of(
            "lines: in the file, header included. rows: lines that can be read as a bar, which the producer sends."
                    + " rejected: lines that cannot, which it keeps in market.rejected. lines = 1 + rows + rejected.",
            "defects: lines per kind; no line has two. Rejected: wrong_column_count, not_a_number, bad_time, nan."
                    + " Sent, then dropped by the quarterly job: high_below_low, zero_price, negative_price, spike."
                    + " Two lines for one (symbol, open_time), of which the later line holds: exact_duplicate,"
                    + " conflicting_duplicate. Sent and kept: out_of_order.",
            "quarters: rows and defects as they stand in the file, each malformed line counted where its intact bar"
                    + " stands; after_rules: what is left when of each (symbol, open_time) the later line is kept, and"
                    + " then every bar is dropped that has a price of 0 or below, a high below its low, or an open or"
                    + " close outside low..high, or that is a spike: ten times the price for one minute. first_open and last_close by open_time; volume is the exact sum.");

    /** One symbol in one quarter. */
    record SymbolQuarter(String symbol, String quarter, long rows, Map<Defect, Long> defects, AfterRules afterRules) {}

    /** What is left of it after the quarterly job's rules; {@code volume} as text, so that no reader rounds it. */
    record AfterRules(
            long rows,
            BigDecimal firstOpen,
            BigDecimal maxHigh,
            BigDecimal minLow,
            BigDecimal lastClose,
            String volume) {}
}
