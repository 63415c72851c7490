package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.Symbols;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Closes a position that lost this share of what it cost, and keeps away from the symbol for a while. */
public final class StopLoss implements WatchingGuard {

    private final double maximum;
    private final long cooldownMicros;
    private final Symbols symbols;
    private final Map<String, Long> stoppedAt = new HashMap<>();

    public StopLoss(double maximum, Duration cooldown, Symbols symbols) {
        Shares.within0And1("stop loss", maximum);
        this.maximum = maximum;
        this.cooldownMicros = cooldown.toMillis() * 1_000;
        this.symbols = symbols;
    }

    @Override
    public String name() {
        return "stop-loss";
    }

    @Override
    public void learn(Entry entry) {
        if (entry instanceof Guarded guarded && guarded.guard().equals(name()) && guarded.act() == Act.TRIPPED) {
            stoppedAt.put(guarded.symbol(), guarded.slot() + Slot.LENGTH_MICROS);
        }
    }

    @Override
    public void check(Situation now, Alarm alarm) {
        for (int i = 0; i < now.symbols(); i++) {
            if (alarm.stands(i)) {
                if (now.nowMicros() >= stoppedAt.get(symbols.name(i)) + cooldownMicros && now.quantity(i) == 0) {
                    alarm.release(i, "cooled down");
                }
            } else if (now.quantity(i) != 0) {
                double loss = Math.signum(now.quantity(i)) * (1 - now.price(i) / now.averagePrice(i));
                if (loss > maximum) {
                    alarm.trip(
                            i,
                            Halt.FLATTEN,
                            "the position lost " + Shares.percent(loss) + ", limit " + Shares.percent(maximum));
                }
            }
        }
    }
}
