package io.quarterdeck.tradingbot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarterdeck.tradingbot.journal.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a run shows of itself in {@code /metrics}. */
final class BotMetrics {

    private final Counter bars;
    private final Counter orders;
    private final Counter fills;
    private final Timer decision;
    private final AtomicLong halts;
    private final AtomicLong lag;
    private final AtomicLong dropped;

    BotMetrics(MeterRegistry metrics) {
        bars = Counter.builder("quarterdeck.bot.bars")
                .description("Bars read by this process")
                .register(metrics);
        orders = Counter.builder("quarterdeck.bot.orders")
                .description("Orders journalled by this process")
                .register(metrics);
        fills = Counter.builder("quarterdeck.bot.fills")
                .description("Fills journalled by this process")
                .register(metrics);
        decision = Timer.builder("quarterdeck.bot.decision")
                .description("From a bar's arrival in Kafka to its orders in the journal, once caught up")
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
        halts = metrics.gauge("quarterdeck.bot.halts", new AtomicLong());
        lag = metrics.gauge("quarterdeck.bot.lag.records", new AtomicLong());
        dropped = metrics.gauge("quarterdeck.bot.dropped", new AtomicLong());
    }

    void bar() {
        bars.increment();
    }

    /** @return whether there was an order among them */
    boolean committed(List<Entry> entries) {
        long sent = entries.stream().filter(Entry.Ordered.class::isInstance).count();
        orders.increment(sent);
        fills.increment(entries.stream().filter(Entry.Filled.class::isInstance).count());
        return sent > 0;
    }

    void decided(Duration after) {
        decision.record(after);
    }

    void stands(int halts, long lag, long dropped) {
        this.halts.set(halts);
        this.lag.set(lag);
        this.dropped.set(dropped);
    }
}
