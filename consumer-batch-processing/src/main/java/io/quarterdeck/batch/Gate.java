package io.quarterdeck.batch;

import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.Rule;
import io.quarterdeck.batch.cleaning.Rule.Action;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether a quarter's data are good enough to be published.
 *
 * @param maxRejectRatio largest share of the quarter's raw rows that may be unusable, duplicates not counted
 * @param minCoverage smallest share of the days expected of a symbol that must have a bar, for each symbol
 */
record Gate(double maxRejectRatio, double minCoverage) {

    /**
     * One thing that was looked at.
     *
     * @param check {@code reject_ratio}, {@code coverage}, {@code custody}, or the name of a rule with action fail
     * @param symbol null if it is about the whole quarter
     * @param allowed the largest ratio, the smallest coverage, the largest number of rows
     */
    record Check(String check, String symbol, double found, double allowed, boolean passed) {}

    /** In the order in which they were made: the ratio, the symbols' coverage, the rules. */
    record Decision(List<Check> checks) {

        boolean passed() {
            return refusals().isEmpty();
        }

        List<Check> refusals() {
            return checks.stream().filter(check -> !check.passed()).toList();
        }
    }

    static final String REJECT_RATIO = "reject_ratio";
    static final String COVERAGE = "coverage";

    /** Rows that the stores do not hold alike; the audit finds them, and no override counts. */
    static final String CUSTODY = "custody";

    Decision judge(Quality quality) {
        var checks = new ArrayList<Check>();
        long rows = quality.bars() + quality.trades();
        double rejected = rows == 0 ? 0 : (double) quality.unusable() / rows;
        checks.add(new Check(REJECT_RATIO, null, rejected, maxRejectRatio, rejected <= maxRejectRatio));
        quality.symbols().forEach((symbol, found) -> {
            double covered = found.expectedDays() == 0 ? 1 : (double) found.days() / found.expectedDays();
            checks.add(new Check(COVERAGE, symbol, covered, minCoverage, covered >= minCoverage));
        });
        for (Rule rule : Rule.values()) {
            if (rule.action() == Action.FAIL) {
                long broken = quality.total(rule);
                checks.add(new Check(rule.text(), null, broken, 0, broken == 0));
            }
        }
        return new Decision(List.copyOf(checks));
    }
}
