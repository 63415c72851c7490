package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Halt;

/**
 * Closes everything when the equity is this share below its peak. Only a person releases it; from then on drawdown counts from
 * the equity at that moment.
 *
 * <p>Bars are as they came, and may hold a price that never was: a height counts once two marks, an hour apart, have seen it, and
 * so does a depth.
 */
public final class MaximumDrawdown implements WatchingGuard {

    private final double maximum;
    private double peak = Double.NEGATIVE_INFINITY;
    private double newest = Double.NaN;
    private double before = Double.NaN;

    public MaximumDrawdown(double maximum) {
        Shares.within0And1("maximum drawdown", maximum);
        this.maximum = maximum;
    }

    @Override
    public String name() {
        return "maximum-drawdown";
    }

    @Override
    public void learn(Entry entry) {
        if (entry instanceof Marked mark) {
            before = newest;
            newest = mark.equity();
            peak = Math.max(peak, Double.isNaN(before) ? newest : Math.min(before, newest));
        } else if (entry instanceof Guarded guarded
                && guarded.guard().equals(name())
                && guarded.act() == Act.RELEASED) {
            peak = guarded.equity();
            newest = guarded.equity();
            before = guarded.equity();
        }
    }

    @Override
    public void check(Situation now, Alarm alarm) {
        double limit = peak * (1 - maximum);
        if (newest < limit && before < limit && now.equity() < limit && !alarm.stands(Alarm.ACCOUNT)) {
            alarm.trip(
                    Alarm.ACCOUNT,
                    Halt.FLATTEN,
                    "equity is " + Shares.percent(1 - now.equity() / peak) + " below its peak, limit "
                            + Shares.percent(maximum));
        }
    }
}
