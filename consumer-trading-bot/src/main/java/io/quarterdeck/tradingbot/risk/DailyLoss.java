package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.market.Slot;

/** Closes everything when this share of the equity was lost since the UTC day began, until the next day. */
public final class DailyLoss implements WatchingGuard {

    private static final long DAY = 86_400_000_000L;

    private final double maximum;
    private long day = Long.MIN_VALUE;
    private double atStart = Double.NEGATIVE_INFINITY;
    private long trippedOn;

    public DailyLoss(double maximum) {
        Shares.within0And1("daily loss", maximum);
        this.maximum = maximum;
    }

    @Override
    public String name() {
        return "daily-loss";
    }

    @Override
    public void learn(Entry entry) {
        if (entry instanceof Marked marked) {
            if (dayOf(marked) != day) {
                day = dayOf(marked);
                atStart = marked.equity();
            }
        } else if (entry instanceof Guarded guarded && guarded.guard().equals(name())) {
            if (guarded.act() == Act.TRIPPED) {
                trippedOn = dayOf(guarded);
            } else {
                atStart = guarded.equity(); // else it would trip again at once
            }
        }
    }

    private static long dayOf(Entry entry) {
        return Math.floorDiv(entry.slot() + Slot.LENGTH_MICROS, DAY);
    }

    @Override
    public void check(Situation now, Alarm alarm) {
        if (alarm.stands(Alarm.ACCOUNT)) {
            if (Math.floorDiv(now.nowMicros(), DAY) > trippedOn) {
                alarm.release(Alarm.ACCOUNT, "a new day");
            }
        } else if (now.equity() < atStart * (1 - maximum)) {
            alarm.trip(
                    Alarm.ACCOUNT,
                    Halt.FLATTEN,
                    Shares.percent(1 - now.equity() / atStart) + " lost today, limit " + Shares.percent(maximum));
        }
    }
}
