package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Halt;
import java.time.Duration;

/** No new orders for a symbol whose newest bar is this old, until it has a new one. */
public final class StaleData implements WatchingGuard {

    private final Duration maximum;
    private final long maximumMicros;
    private long soonestMicros = Long.MIN_VALUE; // nothing becomes stale before: bars only get newer

    public StaleData(Duration maximum) {
        this.maximum = maximum;
        maximumMicros = maximum.toMillis() * 1_000;
    }

    @Override
    public String name() {
        return "stale-data";
    }

    @Override
    public void check(Situation now, Alarm alarm) {
        if (now.nowMicros() < soonestMicros) {
            return;
        }
        long oldest = now.nowMicros() - maximumMicros;
        long soonest = Long.MAX_VALUE;
        for (int i = 0; i < now.symbols(); i++) {
            long newest = now.newestBarMicros(i);
            boolean stale = newest < oldest && newest != Long.MIN_VALUE;
            if (stale != alarm.stands(i)) {
                if (stale) {
                    alarm.trip(i, Halt.FREEZE, "no bar for " + maximum);
                } else {
                    alarm.release(i, "bars again");
                }
            }
            if (alarm.stands(i)) {
                soonest = Long.MIN_VALUE;
            } else if (newest != Long.MIN_VALUE) {
                soonest = Math.min(soonest, newest + maximumMicros);
            }
        }
        soonestMicros = soonest == Long.MAX_VALUE ? Long.MIN_VALUE : soonest;
    }
}
