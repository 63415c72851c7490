package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.risk.QuarterStanding.Standing;
import java.time.Instant;

/**
 * Lets positions only shrink while the last complete quarter has no release or certificate, or its gate was refused. Asks
 * whenever the account is marked, which is each hour.
 */
public final class QuarterGuard implements WatchingGuard {

    private final QuarterStanding standing;
    private long markedAt = Long.MIN_VALUE;

    public QuarterGuard(QuarterStanding standing) {
        this.standing = standing;
    }

    @Override
    public String name() {
        return "quarter-standing";
    }

    @Override
    public void learn(Entry entry) {
        if (entry instanceof Marked) {
            markedAt = entry.slot() + Slot.LENGTH_MICROS;
        }
    }

    @Override
    public void check(Situation now, Alarm alarm) {
        if (now.nowMicros() != markedAt) {
            return;
        }
        Quarter quarter =
                Quarter.of(Instant.ofEpochSecond(now.nowMicros() / 1_000_000)).previous();
        Standing stands = standing.of(quarter, now.nowMicros());
        if ((stands != Standing.GOOD) != alarm.stands(Alarm.ACCOUNT)) {
            if (stands != Standing.GOOD) {
                alarm.trip(Alarm.ACCOUNT, Halt.REDUCE, quarter + ": " + stands);
            } else {
                alarm.release(Alarm.ACCOUNT, quarter + " is released and certified");
            }
        }
    }
}
