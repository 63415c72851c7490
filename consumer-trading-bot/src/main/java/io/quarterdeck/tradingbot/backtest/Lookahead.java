package io.quarterdeck.tradingbot.backtest;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.journal.EntryJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Finds out whether a run looked ahead. It takes decisions of the whole run at random, cuts all data right behind the moment at
 * which each was made, runs again, and compares: a run that knows nothing of the future has decided the same up to there.
 */
public final class Lookahead {

    /**
     * The first decision that was another without the data after it.
     *
     * @param whole as decided with all data; empty if nothing was
     * @param cut as decided with the data up to {@code slot}
     */
    public record Finding(long slot, Optional<String> whole, Optional<String> cut) {}

    private Lookahead() {}

    /**
     * @param bars in the order in which they came
     * @param setups makes all of a run that is made of data (features, models, a strategy's constants) from these bars alone
     * @param cuts how many decisions are looked at
     * @return one for each cut after which something was decided otherwise; empty if the run is honest
     */
    public static List<Finding> check(List<Bar> bars, Function<List<Bar>, Setup> setups, int cuts, long seed) {
        List<Entry> whole = Backtest.run(setups.apply(bars), bars);
        long[] slots = whole.stream()
                .filter(Decided.class::isInstance)
                .mapToLong(Entry::slot)
                .distinct()
                .toArray();
        var findings = new ArrayList<Finding>();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < cuts && slots.length > 0; i++) {
            long slot = slots[random.nextInt(slots.length)];
            List<Bar> known =
                    bars.stream().filter(bar -> bar.openTimeMicros() <= slot).toList();
            difference(slot, whole, Backtest.run(setups.apply(known), known)).ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> difference(long slot, List<Entry> whole, List<Entry> cut) {
        List<String> withFuture = decisions(whole, slot);
        List<String> without = decisions(cut, slot);
        for (int i = 0; i < Math.max(withFuture.size(), without.size()); i++) {
            Optional<String> one = i < withFuture.size() ? Optional.of(withFuture.get(i)) : Optional.empty();
            Optional<String> other = i < without.size() ? Optional.of(without.get(i)) : Optional.empty();
            if (!one.equals(other)) {
                return Optional.of(new Finding(slot, one, other));
            }
        }
        return Optional.empty();
    }

    private static List<String> decisions(List<Entry> entries, long slot) {
        return entries.stream()
                .filter(entry -> entry instanceof Decided && entry.slot() <= slot)
                .map(EntryJson::line)
                .toList();
    }
}
