package io.quarterdeck.tradingbot.engine;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Cancelled;
import io.quarterdeck.tradingbot.journal.Entry.Commanded;
import io.quarterdeck.tradingbot.journal.Entry.Decided;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import io.quarterdeck.tradingbot.journal.Entry.Started;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.journal.Journal;
import io.quarterdeck.tradingbot.market.FeatureSource;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.SymbolBars;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.CashOnly;
import io.quarterdeck.tradingbot.risk.Guard;
import io.quarterdeck.tradingbot.risk.KillSwitch;
import io.quarterdeck.tradingbot.risk.Risk;
import io.quarterdeck.tradingbot.risk.Situation;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A run: at each slot it fills open orders at the opens of the slot's bars, values the account at their closes, lets the guards
 * look, and lets the strategy decide for each symbol of which a bar of the interval has closed. Orders that come of it wait for
 * the symbol's next bar.
 *
 * <p>Everything but bars comes to pass by entries: an entry is made, changes the state, and goes to the journal; nothing else
 * changes the state. So {@link #recover}, which reads the entries again, brings back the state they left, and a run goes on as
 * if it had never stopped: to the last bit, since nothing here knows a clock. Not thread-safe.
 */
public final class Engine {

    private static final long HOUR = 3_600_000_000L;

    private final Settings settings;
    private final Symbols symbols;
    private final long intervalMicros;
    private final Strategy strategy;
    private final Journal journal;
    private final Risk risk;
    private final Portfolio portfolio;
    private final SymbolBars[] bars;
    private final Now now = new Now();
    private final DecisionView view;

    private final OpenOrders orders;
    private final double[] wanted;
    private final double[] decided;
    private final double[] held;
    private final Target[] targets;

    private long sequence;
    private long slot = Entry.NO_SLOT;
    private long recoveredTo = Entry.NO_SLOT;
    private long markedInHour = Long.MIN_VALUE;
    private long intervalEnd = Long.MIN_VALUE;
    private boolean inSlot;

    /** @param guards asked in this order; the kill switch, and without margin {@link CashOnly}, come by themselves */
    public Engine(Settings settings, Strategy strategy, FeatureSource features, List<Guard> guards, Journal journal) {
        this.settings = settings;
        this.symbols = settings.symbols();
        this.intervalMicros = settings.intervalMicros();
        this.strategy = strategy;
        this.journal = journal;
        var all = new ArrayList<Guard>(guards);
        all.add(new KillSwitch());
        if (!settings.margin()) {
            all.add(new CashOnly());
        }
        risk = new Risk(all, settings.releasedByPersons(), symbols, this::guarded);
        portfolio = new Portfolio(symbols, settings.cash());
        int count = symbols.count();
        bars = new SymbolBars[count];
        Arrays.setAll(bars, i -> new SymbolBars(settings.intervalMicros(), strategy.lookback(), strategy.indicators()));
        view = new DecisionView(
                settings, now, bars, portfolio, strategy.features().isEmpty() ? FeatureSource.NONE : features);
        orders = new OpenOrders(symbols);
        wanted = new double[count];
        decided = new double[count];
        Arrays.fill(decided, Double.NaN);
        held = new double[count];
        targets = new Target[count];
    }

    /**
     * Takes a run up again, before the first {@link #step}. After this, all slots of the run are to be given again from its first
     * one: those that the journal knows only bring bars and indicators up to date.
     *
     * @throws IllegalStateException if the run had other settings, or the entries do not add up
     */
    public void recover(Iterable<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.sequence() != sequence) {
                throw new IllegalStateException("run " + settings.run() + ": expected entry " + sequence + ", got "
                        + entry.sequence() + "; the journal has a gap");
            }
            if (entry.slot() != slot) {
                orders.beginSlot();
            }
            if (entry instanceof Started started) {
                requireSame("settings", settings.text(), started.settings());
                requireSame("strategy", strategy.toString(), started.strategy());
            }
            if (entry instanceof Marked marked) {
                requireSame("cash", portfolio.cash(), marked.cash());
                requireSame(
                        "positions",
                        portfolio.holdings().stream()
                                .map(holding -> holding.symbol() + " " + holding.quantity())
                                .toList(),
                        marked.holdings().stream()
                                .map(holding -> holding.symbol() + " " + holding.quantity())
                                .toList());
            }
            apply(entry);
            slot = entry.slot();
        }
        recoveredTo = slot;
    }

    private void requireSame(String what, Object here, Object journalled) {
        if (!here.equals(journalled)) {
            throw new IllegalStateException("run " + settings.run() + ": " + what + " " + here
                    + " here, in its journal at entry " + sequence + " " + journalled + "; not going on");
        }
    }

    /** The next slot. */
    public void step(Slot next) {
        if (next.openTimeMicros() <= recoveredTo) {
            addBars(next);
            for (SymbolBars ofSymbol : bars) {
                ofSymbol.closedBy(next.closeTimeMicros());
            }
            return;
        }
        if (next.openTimeMicros() <= slot) {
            throw new IllegalArgumentException("slot " + next.openTimeMicros() + " comes after " + slot);
        }
        start();
        slot = next.openTimeMicros();
        orders.beginSlot();
        fill(next, -1); // sales first: they pay for what is bought
        fill(next, 1);
        addBars(next);
        now.micros = next.closeTimeMicros();
        mark();
        risk.check(now);
        enforce();
        decide();
        endSlot();
    }

    private void start() {
        if (sequence == 0) {
            emit(new Started(sequence, Entry.NO_SLOT, settings.run(), strategy.toString(), settings.text()));
        }
    }

    private void addBars(Slot next) {
        List<Bar> ofSlot = next.bars();
        int symbol = -1;
        for (int i = 0; i < ofSlot.size(); i++) {
            Bar bar = ofSlot.get(i);
            symbol = symbols.number(bar.symbol(), symbol + 1);
            bars[symbol].add(bar);
            portfolio.price(symbol, bar.close());
        }
    }

    private void fill(Slot next, int side) {
        int symbol = -1;
        for (int i = 0; i < next.bars().size() && orders.any(); i++) {
            Bar bar = next.bars().get(i);
            symbol = symbols.number(bar.symbol(), symbol + 1);
            Ordered order = orders.of(symbol);
            if (order != null && order.quantity() > 0 == side > 0) {
                if (risk.mayFill(order, bar.open())) {
                    fill(symbol, order, bar);
                } else {
                    cancel(symbol, "refused");
                }
            }
        }
    }

    private void fill(int symbol, Ordered order, Bar bar) {
        Costs costs = settings.costs();
        double most = Math.min(Math.abs(orders.rest(symbol)), costs.volumeShare() * bar.volume());
        double quantity = Math.signum(order.quantity()) * Lots.towards0(most);
        if (quantity > 0 && !settings.margin()) {
            quantity = affordable(quantity, bar);
        }
        if (quantity == 0) {
            return;
        }
        double price = costs.price(bar.open(), quantity, bar.volume());
        emit(new Filled(
                sequence,
                slot,
                order.order(),
                order.symbol(),
                quantity,
                bar.open(),
                price,
                costs.fee(quantity, price)));
    }

    /** So much of it that cash does not go below 0. */
    private double affordable(double quantity, Bar bar) {
        Costs costs = settings.costs();
        double price = costs.price(bar.open(), quantity, bar.volume());
        double cost = quantity * price + costs.fee(quantity, price);
        if (portfolio.cash() - quantity * price - costs.fee(quantity, price) >= 0) { // as the portfolio reckons
            return quantity;
        }
        // A little less than the money buys at the price of the whole; a smaller quantity is not dearer.
        double less = Lots.towards0(quantity * (portfolio.cash() / cost) * (1 - 1e-12));
        return Math.max(0, less);
    }

    private void mark() {
        long hour = Math.floorDiv(now.micros, HOUR);
        if (hour != markedInHour) {
            emit(new Marked(sequence, slot, portfolio.cash(), portfolio.equity(), portfolio.holdings()));
        }
    }

    /** Does what tripped guards demand of open orders and positions. */
    private void enforce() {
        if (!risk.isDemanding()) {
            return;
        }
        for (int i = 0; i < bars.length; i++) {
            if (risk.halted(i, Halt.CANCEL)) {
                boolean flatten = risk.halted(i, Halt.FLATTEN);
                if (orders.of(i) != null && !(flatten && orders.rest(i) == -portfolio.quantity(i))) {
                    cancel(i, "halted");
                }
                boolean priced =
                        !Double.isNaN(portfolio.price(i)); // not before its bars have come again after a restart
                if (flatten && priced && portfolio.quantity(i) != 0 && orders.of(i) == null) {
                    order(i, -portfolio.quantity(i), "halted");
                }
            } else if (risk.demands(i, Halt.REDUCE) && orders.of(i) != null && enlarges(i)) {
                cancel(i, "halted");
            }
        }
    }

    /** Whether the position would be larger, or on the other side, when its open order is filled. */
    private boolean enlarges(int symbol) {
        double before = portfolio.quantity(symbol);
        double after = Lots.nearest(before + orders.rest(symbol));
        return Math.abs(after) > Math.abs(before) || after * before < 0;
    }

    private void decide() {
        if (now.micros < intervalEnd) {
            return; // no interval has ended
        }
        intervalEnd = now.micros - Math.floorMod(now.micros, intervalMicros) + intervalMicros;
        boolean any = false;
        for (int i = 0; i < bars.length; i++) {
            wanted[i] = Double.NaN;
            if (bars[i].closedBy(now.micros) && !risk.halted(i, Halt.FREEZE)) {
                targets[i] = strategy.decide(view.of(i));
                wanted[i] = targets[i].weight();
                any |= !targets[i].isKeep();
            }
        }
        if (!any) {
            return;
        }
        double equity = portfolio.equity();
        for (int i = 0; i < held.length; i++) {
            held[i] = portfolio.quantity(i) + orders.rest(i) == 0
                    ? 0
                    : (portfolio.quantity(i) + orders.rest(i)) * portfolio.price(i) / equity;
        }
        double[] allowed = wanted.clone();
        String[] limitedBy = risk.limit(allowed, held);
        for (int i = 0; i < wanted.length; i++) {
            if (!Double.isNaN(wanted[i])) {
                trade(i, allowed[i], limitedBy[i], equity);
            }
        }
    }

    private void trade(int symbol, double allowed, String limitedBy, double equity) {
        double price = portfolio.price(symbol);
        double quantity = portfolio.quantity(symbol);
        double goal = equity > 0 ? Lots.towards0(allowed * equity / price) : 0;
        if (risk.halted(symbol, Halt.REDUCE)) {
            goal = quantity > 0 ? Math.max(0, Math.min(goal, quantity)) : Math.min(0, Math.max(goal, quantity));
        }
        double change = Lots.nearest(goal - quantity - orders.rest(symbol));
        boolean worthIt = goal == 0 ? change != 0 : Math.abs(change) * price >= settings.minimumTrade() * equity;
        if (worthIt || wanted[symbol] != decided[symbol]) {
            Bar newest = bars[symbol].newestMinute();
            emit(new Decided(
                    sequence,
                    slot,
                    symbols.name(symbol),
                    wanted[symbol],
                    allowed,
                    limitedBy,
                    price,
                    targets[symbol].reason(),
                    newest.sourceId(),
                    newest.sourceLine(),
                    view.featureId(symbol)));
        }
        if (worthIt && orders.of(symbol) != null) {
            cancel(symbol, "decided anew");
        }
        double order = Lots.nearest(goal - quantity);
        if (worthIt && order != 0 && risk.maySend(symbol, now.micros)) {
            order(symbol, order, targets[symbol].reason());
        }
    }

    private void order(int symbol, double quantity, String why) {
        String name = symbols.name(symbol);
        emit(new Ordered(
                sequence,
                slot,
                OrderIds.of(settings.run(), strategy.name(), name, slot, orders.inSlot(symbol)),
                name,
                quantity,
                portfolio.price(symbol),
                why));
    }

    private void cancel(int symbol, String why) {
        emit(new Cancelled(
                sequence, slot, orders.of(symbol).order(), orders.of(symbol).symbol(), orders.rest(symbol), why));
    }

    private void guarded(String guard, Act act, String symbol, Halt halt, String detail) {
        emit(new Guarded(sequence, slot, guard, act, symbol, halt, detail, portfolio.equity()));
    }

    private void emit(Entry entry) {
        apply(entry);
        journal.append(entry);
        inSlot = true;
    }

    private void endSlot() {
        if (inSlot) {
            journal.endSlot();
            inSlot = false;
        }
    }

    /** The one place where state changes. */
    private void apply(Entry entry) {
        if (entry instanceof Decided decision) {
            decided[symbols.number(decision.symbol())] = decision.wanted();
        } else if (entry instanceof Filled fill) {
            int symbol = symbols.number(fill.symbol());
            portfolio.fill(symbol, fill.quantity(), fill.price(), fill.fee(), fill.slot());
        } else if (entry instanceof Marked marked) {
            markedInHour = Math.floorDiv(marked.slot() + Slot.LENGTH_MICROS, HOUR);
        }
        orders.apply(entry);
        risk.learn(entry);
        sequence = entry.sequence() + 1;
    }

    /**
     * The kill switch: from now on, until a person resumes.
     *
     * @param request id of the person's demand
     * @throws IllegalArgumentException without a person or a reason
     */
    public void kill(long request, Halt halt, String person, String reason) {
        command(request, "kill " + halt, person, reason);
        guarded(KillSwitch.NAME, Act.TRIPPED, null, halt, reason);
        enforce();
        endSlot();
    }

    /**
     * Releases all that a guard demands, which may be nothing.
     *
     * @param request id of the person's demand
     * @throws IllegalArgumentException without a person or a reason
     */
    public void resume(long request, String guard, String person, String reason) {
        command(request, "resume " + guard, person, reason);
        risk.trips().stream()
                .filter(trip -> trip.guard().equals(guard))
                .forEach(trip -> guarded(guard, Act.RELEASED, trip.symbol().orElse(null), null, reason));
        endSlot();
    }

    private void command(long request, String command, String person, String reason) {
        if (person.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException(command + " needs a person and a reason");
        }
        start();
        emit(new Commanded(sequence, slot, request, command, person, reason));
    }

    /** No slot has come for a while, and it is this late: lets the guards look. Not before all old slots were given again. */
    public void idle(long nowMicros) {
        if (slot != Entry.NO_SLOT && nowMicros > now.micros) {
            now.micros = nowMicros;
            risk.check(now);
            endSlot();
        }
    }

    /**
     * Holds the positions against the sums of all fills, by symbol, as the journal's store reckons them.
     *
     * @throws IllegalStateException naming the positions that differ
     */
    public void reconcile(Map<String, Double> filled) {
        var differences = new ArrayList<String>();
        for (int i = 0; i < symbols.count(); i++) {
            double sum = Lots.nearest(filled.getOrDefault(symbols.name(i), 0.0));
            if (sum != portfolio.quantity(i)) {
                differences.add(symbols.name(i) + " " + portfolio.quantity(i) + " held, " + sum + " filled");
            }
        }
        filled.keySet().stream()
                .filter(symbol -> symbols.number(symbol) < 0)
                .forEach(symbol -> differences.add(symbol + " filled, but not of this run"));
        if (!differences.isEmpty()) {
            throw new IllegalStateException("run " + settings.run() + ": positions differ: " + differences);
        }
    }

    public Portfolio portfolio() {
        return portfolio;
    }

    /** What guards demand. */
    public List<Risk.Trip> trips() {
        return risk.trips();
    }

    /** Orders that wait for their next bar. */
    public List<Ordered> openOrders() {
        return orders.all();
    }

    /** Open time of the newest slot, or of the newest that the journal knows. */
    public long slot() {
        return slot;
    }

    private final class Now implements Situation {
        private long micros;

        @Override
        public long nowMicros() {
            return micros;
        }

        @Override
        public int symbols() {
            return symbols.count();
        }

        @Override
        public double equity() {
            return portfolio.equity();
        }

        @Override
        public double quantity(int symbol) {
            return portfolio.quantity(symbol);
        }

        @Override
        public double averagePrice(int symbol) {
            return portfolio.averagePrice(symbol);
        }

        @Override
        public double price(int symbol) {
            return portfolio.price(symbol);
        }

        @Override
        public long newestBarMicros(int symbol) {
            return bars[symbol].newestMicros();
        }
    }
}
