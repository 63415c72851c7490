package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.market.Slot;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** No more than so many orders within so long: a strategy gone wild sends no more. */
public final class OrderRate implements Guard {

    private final Duration window;
    private final long[] sentAt;
    private int next;

    public OrderRate(int maximum, Duration window) {
        if (maximum < 1) {
            throw new IllegalArgumentException("order rate " + maximum + " is below 1");
        }
        this.window = window;
        sentAt = new long[maximum];
        Arrays.fill(sentAt, Long.MIN_VALUE);
    }

    @Override
    public String name() {
        return "order-rate";
    }

    @Override
    public void learn(Entry entry) {
        if (entry instanceof Ordered) {
            sentAt[next] = entry.slot() + Slot.LENGTH_MICROS;
            next = next + 1 == sentAt.length ? 0 : next + 1;
        }
    }

    @Override
    public Optional<String> refusalToSend(long nowMicros) {
        long oldest = sentAt[next];
        return oldest == Long.MIN_VALUE || oldest <= nowMicros - window.toMillis() * 1_000
                ? Optional.empty()
                : Optional.of(sentAt.length + " orders within " + window + " are the limit");
    }
}
