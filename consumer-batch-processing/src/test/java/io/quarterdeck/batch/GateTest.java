package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.batch.cleaning.Quality;
import io.quarterdeck.batch.cleaning.Rule;
import io.quarterdeck.batch.custody.Custody;
import io.quarterdeck.batch.run.RunRecord.QuarterEnd;
import io.quarterdeck.marketdata.Quarter;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Gate GATE = new Gate(0.01, 0.5);

    @Test
    void unusableRowsAreHeldAgainstAllRowsOfTheQuarter() {
        Quality atTheLimit = quality(symbol("AAA", 600, 10, 10, 10), symbol("BBB", 400, 10, 10, 0));
        Quality aboveIt = quality(symbol("AAA", 600, 10, 10, 10), symbol("BBB", 399, 10, 10, 0));

        assertThat(GATE.judge(atTheLimit).passed()).isTrue();
        assertThat(GATE.judge(aboveIt).refusals())
                .containsExactly(new Gate.Check("reject_ratio", null, 10 / 999.0, 0.01, false));
    }

    @Test
    void duplicatesAndWhatIsOnlyFlaggedDoNotCountAsRejected() {
        Quality quality = quality(symbol("AAA", 100, 10, 10, 0));
        quality.symbols().get("AAA").counts().put(Rule.EXACT_DUPLICATE, 50L);
        quality.symbols().get("AAA").counts().put(Rule.TRADE_TIME_PLACED, 50L);

        assertThat(GATE.judge(quality).passed()).isTrue();
    }

    @Test
    void oneRowUnderARuleThatFailsIsEnough() {
        Quality quality = quality(symbol("AAA", 1_000_000, 10, 10, 0));
        quality.symbols().get("AAA").counts().put(Rule.FROM_THE_FUTURE, 1L);

        assertThat(GATE.judge(quality).refusals()).extracting(Gate.Check::check).containsExactly("from_the_future");
    }

    @Test
    void everySymbolMustHaveBarsOnEnoughOfItsDays() {
        Quality quality =
                quality(symbol("AAA", 100, 5, 10, 0), symbol("BBB", 100, 4, 10, 0), symbol("NEW", 1, 0, 0, 0));

        assertThat(GATE.judge(quality).checks())
                .filteredOn(check -> check.check().equals("coverage"))
                .containsExactly(
                        new Gate.Check("coverage", "AAA", 0.5, 0.5, true),
                        new Gate.Check("coverage", "BBB", 0.4, 0.5, false),
                        new Gate.Check("coverage", "NEW", 1, 0.5, true));
    }

    @Test
    void aRefusalSaysWhichCheckWhichRowsAndWhatToDo() {
        Quality quality = quality(symbol("AAA", 100, 4, 10, 3));
        quality.symbols()
                .get("AAA")
                .samples()
                .put(
                        Rule.HIGH_BELOW_LOW,
                        List.of(
                                new Quality.Sample("AAA 2017-01-01T00:00:00Z high 1 low 2", 7L, 23L),
                                new Quality.Sample("made from trades", null, null)));
        var outcome = new PublishQuarters.Outcome(
                Quarter.parse("2017Q1"),
                QuarterEnd.REFUSED,
                Optional.empty(),
                quality,
                GATE.judge(quality),
                new Custody.Verdict(Optional.of(1L), 0, List.of()),
                Duration.ZERO);

        assertThat(Refusal.explained(outcome, 5)).isEqualToNormalizingNewlines("""
                2017Q1 is refused by the gate; what was published of it before stays as it is.
                  reject_ratio: 0.0300 of the rows are unusable, at most 0.01 may be
                  coverage of AAA: 0.4000 of the days have bars, at least 0.5 must
                Rows that were dropped, the most frequent first:
                  AAA high_below_low: 3 rows
                    AAA 2017-01-01T00:00:00Z high 1 low 2 (source 7, line 23)
                    made from trades
                All of it: SELECT * FROM governance.quality_result WHERE run = 5 AND quarter = '2017Q1'
                What to do: correct the source, land it, run again; or, if the data are right, publish them with\
                 --override-gate REASON (--max-reject-ratio and --min-coverage move the limits).""");
    }

    @SafeVarargs
    private static Quality quality(Map.Entry<String, Quality.OfSymbol>... symbols) {
        var bySymbol = new TreeMap<String, Quality.OfSymbol>();
        for (var symbol : symbols) {
            bySymbol.put(symbol.getKey(), symbol.getValue());
        }
        return new Quality(bySymbol);
    }

    private static Map.Entry<String, Quality.OfSymbol> symbol(
            String name, long bars, long days, long expectedDays, long highBelowLow) {
        var counts = new EnumMap<Rule, Long>(Rule.class);
        Arrays.stream(Rule.values()).forEach(rule -> counts.put(rule, 0L));
        counts.put(Rule.HIGH_BELOW_LOW, highBelowLow);
        return Map.entry(name, new Quality.OfSymbol(bars, 0, days, expectedDays, counts, new EnumMap<>(Rule.class)));
    }
}
