package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Halt;

/**
 * Closes everything when the equity is this share below the highest at which the account was marked. Only a person releases it;
 * from then on drawdown counts from the equity at that moment.
 */
public final class MaximumDrawdown implements Guard {

    private final double maximum;
    private double peak = Double.NEGATIVE_INFINITY;

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
        if (entry instanceof Marked marked) {
            peak = Math.max(peak, marked.equity());
        } else if (entry instanceof Guarded guarded
                && guarded.guard().equals(name())
                && guarded.act() == Act.RELEASED) {
            peak = guarded.equity();
        }
    }

    @Override
    public void check(Situation now, Alarm alarm) {
        if (now.equity() < peak * (1 - maximum) && !alarm.stands(Alarm.ACCOUNT)) {
            alarm.trip(
                    Alarm.ACCOUNT,
                    Halt.FLATTEN,
                    "equity is " + Shares.percent(1 - now.equity() / peak) + " below its peak, limit "
                            + Shares.percent(maximum));
        }
    }
}
