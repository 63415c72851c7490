package io.quarterdeck.tradingbot.risk;

import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.market.Symbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All guards together, and what they demand now: as the journal says, so it outlives a restart. */
public final class Risk {

    /** Writes what a guard did into the journal; its entry comes back by {@link #learn}. */
    public interface Log {
        void guarded(String guard, Act act, String symbol, Halt halt, String detail);
    }

    /** Something that a guard demands. */
    public record Trip(String guard, Optional<String> symbol, Halt halt) {}

    private final List<Guard> guards;
    private final Set<String> releasedByPersons;
    private final Symbols symbols;
    private final Log log;
    private final Map<String, Halt[]> trips = new LinkedHashMap<>(); // by guard; by symbol, the account last
    private final boolean[][] halts; // by halt and symbol
    private boolean demanding;
    private final GuardsAlarm[] alarms;
    private final double[] before;

    /** @param releasedByPersons names of guards that do not release themselves */
    public Risk(List<Guard> guards, Set<String> releasedByPersons, Symbols symbols, Log log) {
        this.guards = List.copyOf(guards);
        this.releasedByPersons = Set.copyOf(releasedByPersons);
        this.symbols = symbols;
        this.log = log;
        halts = new boolean[Halt.values().length][symbols.count()];
        before = new double[symbols.count()];
        alarms = this.guards.stream()
                .filter(WatchingGuard.class::isInstance)
                .map(guard -> new GuardsAlarm((WatchingGuard) guard))
                .toArray(GuardsAlarm[]::new);
    }

    public void learn(Entry entry) {
        if (entry instanceof Guarded guarded && guarded.act() != Act.REFUSED) {
            Halt[] ofGuard = ofGuard(guarded.guard());
            int place = guarded.symbol() == null ? symbols.count() : symbols.number(guarded.symbol());
            ofGuard[place] = guarded.act() == Act.TRIPPED ? guarded.halt() : null;
            reckonHalts();
        }
        for (Guard guard : guards) {
            guard.learn(entry);
        }
    }

    private Halt[] ofGuard(String guard) {
        return trips.computeIfAbsent(guard, name -> new Halt[symbols.count() + 1]);
    }

    private void reckonHalts() {
        demanding = false;
        for (boolean[] ofHalt : halts) {
            Arrays.fill(ofHalt, false);
        }
        for (Halt[] ofGuard : trips.values()) {
            for (int i = 0; i < symbols.count(); i++) {
                demand(ofGuard[i], i);
                demand(ofGuard[symbols.count()], i);
            }
        }
    }

    private void demand(Halt halt, int symbol) {
        if (halt != null) {
            halts[halt.ordinal()][symbol] = true;
            demanding = true;
        }
    }

    /** Whether any guard demands anything. */
    public boolean isDemanding() {
        return demanding;
    }

    /** Whether a guard demands just this for the symbol. */
    public boolean demands(int symbol, Halt halt) {
        return halts[halt.ordinal()][symbol];
    }

    /** Whether a guard demands this, or something harder, for the symbol. */
    public boolean halted(int symbol, Halt atLeast) {
        for (int i = atLeast.ordinal(); i < halts.length; i++) {
            if (halts[i][symbol]) {
                return true;
            }
        }
        return false;
    }

    /** What stands, guard by guard. */
    public List<Trip> trips() {
        var standing = new ArrayList<Trip>();
        trips.forEach((guard, ofGuard) -> {
            for (int i = 0; i < ofGuard.length; i++) {
                if (ofGuard[i] != null) {
                    standing.add(new Trip(
                            guard, i == symbols.count() ? Optional.empty() : Optional.of(symbols.name(i)), ofGuard[i]));
                }
            }
        });
        return standing;
    }

    /** Lets each guard look. */
    public void check(Situation now) {
        for (GuardsAlarm alarm : alarms) {
            alarm.guard.check(now, alarm);
        }
    }

    /** Lets each guard lower the weights; returns by symbol the names of those that did, or null. */
    public String[] limit(double[] wanted, double[] held) {
        var limitedBy = new String[wanted.length];
        for (Guard guard : guards) {
            System.arraycopy(wanted, 0, before, 0, before.length);
            guard.limit(wanted, held);
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i] != before[i] && !Double.isNaN(before[i])) {
                    limitedBy[i] = limitedBy[i] == null ? guard.name() : limitedBy[i] + " " + guard.name();
                }
            }
        }
        return limitedBy;
    }

    /** Whether an order may be sent; if not, that is in the journal. */
    public boolean maySend(int symbol, long nowMicros) {
        for (Guard guard : guards) {
            Optional<String> refusal = guard.refusalToSend(nowMicros);
            if (refusal.isPresent()) {
                log.guarded(guard.name(), Act.REFUSED, symbols.name(symbol), null, refusal.get());
                return false;
            }
        }
        return true;
    }

    /** Whether an order may be filled at this price; if not, that is in the journal. */
    public boolean mayFill(Entry.Ordered order, double open) {
        for (Guard guard : guards) {
            Optional<String> refusal = guard.refusalToFill(order, open);
            if (refusal.isPresent()) {
                log.guarded(guard.name(), Act.REFUSED, order.symbol(), null, refusal.get());
                return false;
            }
        }
        return true;
    }

    private final class GuardsAlarm implements Alarm {
        private final WatchingGuard guard;
        private final Halt[] trips;

        GuardsAlarm(WatchingGuard guard) {
            this.guard = guard;
            trips = ofGuard(guard.name());
        }

        @Override
        public boolean stands(int symbol) {
            return trips[symbol == ACCOUNT ? trips.length - 1 : symbol] != null;
        }

        @Override
        public void trip(int symbol, Halt halt, String detail) {
            log.guarded(guard.name(), Act.TRIPPED, name(symbol), halt, detail);
        }

        @Override
        public void release(int symbol, String detail) {
            if (!releasedByPersons.contains(guard.name())) {
                log.guarded(guard.name(), Act.RELEASED, name(symbol), null, detail);
            }
        }

        private String name(int symbol) {
            return symbol == ACCOUNT ? null : symbols.name(symbol);
        }
    }
}
