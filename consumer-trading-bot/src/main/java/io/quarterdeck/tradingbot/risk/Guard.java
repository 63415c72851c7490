package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import java.util.Optional;

/**
 * One rule of risk. It may halt trading ({@link WatchingGuard}), lower what the strategy wants ({@link #limit}) or stop a single order
 * or fill. It remembers only what it learned from entries of the journal, each of which it gets once, in order, also after a
 * restart.
 */
public interface Guard {

    /** As in the journal: {@code daily-loss}. */
    String name();

    default void learn(Entry entry) {}

    /**
     * Lowers weights in place; never raises one.
     *
     * @param wanted by symbol; NaN where nothing is decided now
     * @param held what the position has now, with its open order filled
     */
    default void limit(double[] wanted, double[] held) {}

    /** Why this order of the strategy must not be sent now, if it must not. Orders that guards demand are not asked about. */
    default Optional<String> refusalToSend(long nowMicros) {
        return Optional.empty();
    }

    /** Why this order must not be filled at this price, if it must not; it is cancelled then. */
    default Optional<String> refusalToFill(Entry.Ordered order, double open) {
        return Optional.empty();
    }
}
