package io.quarterdeck.dashboard.api.trading;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.data.Cache;
import io.quarterdeck.dashboard.data.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Runs of the bot: which there are, how each stands, and what it did, entry by entry. */
public final class Trading {

    private static final int LEDGERS = 50;
    private static final int CURVES = 50;
    private static final int MOST_OPEN = 200;
    private static final int MOST_MARKERS = 1000;

    private final Database database;
    private final Clock clock;
    private final Cache<Ledger> ledgers = new Cache<>(LEDGERS);
    private final Cache<Equity> curves = new Cache<>(CURVES);

    public Trading(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public record RunsAnswer(Instant asOf, List<Run> runs) {}

    /**
     * @param price of the newest mark, or of the newest fill if it was filled since
     * @param weight value in shares of the equity
     * @param profit not yet made: value against what was paid, before fees
     */
    public record Position(
            String symbol,
            double quantity,
            double averagePrice,
            double price,
            double value,
            Double weight,
            double profit,
            double profitShare,
            double realised,
            double fees) {}

    /** @param state {@code open}, {@code filled} or {@code cancelled} */
    public record Order(
            long sequence,
            Instant at,
            String symbol,
            String orderId,
            double quantity,
            double referencePrice,
            String why,
            double filled,
            Double averagePrice,
            double fees,
            String cancelledWhy,
            String state) {}

    /** @param symbol null: the whole account */
    public record StandingHalt(
            String guard, String symbol, String halt, String detail, Instant at, Instant writtenAt) {}

    /** @param settings as the run began with them; null if it has not */
    public record One(
            Instant asOf,
            Run run,
            String settings,
            List<Position> positions,
            List<Order> openOrders,
            List<StandingHalt> halts,
            List<Commands.Command> commands) {}

    public record Orders(Instant asOf, List<Order> orders, boolean more) {}

    public record Fill(
            long sequence,
            Instant at,
            String symbol,
            String orderId,
            double quantity,
            double open,
            double price,
            double fee) {}

    public record Fills(Instant asOf, List<Fill> fills, boolean more) {}

    /** @param act {@code TRIPPED}, {@code RELEASED} or {@code REFUSED} */
    public record GuardEvent(
            long sequence,
            Instant at,
            String symbol,
            String guard,
            String act,
            String halt,
            String detail,
            Double equity) {}

    public record GuardEvents(Instant asOf, List<GuardEvent> events, boolean more) {}

    /**
     * An order that was filled, for a chart.
     *
     * @param time open of the minute that filled it, or the first part of it, epoch seconds
     * @param price average
     */
    public record Marker(long time, String orderId, double quantity, double price, String why) {}

    /**
     * @param available whether the bot has ever run
     * @param run whose fills these are
     * @param markers oldest first
     * @param more whether there are older ones
     */
    public record Markers(
            Instant asOf, boolean available, String run, List<String> runs, List<Marker> markers, boolean more) {}

    public RunsAnswer runs() {
        return database.read(handle -> new RunsAnswer(clock.instant(), Run.all(handle)));
    }

    public One one(String name) {
        return database.read(handle -> {
            Run.Row row = Run.one(handle, name);
            return new One(
                    clock.instant(),
                    row.run(),
                    settings(handle, name),
                    positions(handle, row),
                    openOrders(handle, name),
                    halts(handle, name),
                    Commands.of(handle, name));
        });
    }

    private static String settings(Handle handle, String run) {
        return handle.createQuery("""
                        SELECT entry ->> 'settings' FROM trading.journal
                         WHERE run = :run AND type = 'started' ORDER BY sequence LIMIT 1
                        """)
                .bind("run", run)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    private List<Position> positions(Handle handle, Run.Row run) {
        Map<String, Ledger.Account> accounts =
                ledgers.get(run.name() + " " + run.startedAt(), Ledger::new).upTo(handle, run.name());
        var positions = new ArrayList<Position>();
        accounts.forEach((symbol, account) -> {
            if (account.quantity() != 0) {
                positions.add(position(symbol, account, marked(run, symbol, account), run.equity()));
            }
        });
        return positions;
    }

    private static double marked(Run.Row run, String symbol, Ledger.Account account) {
        if (run.holdings() != null) {
            for (JsonNode holding : run.holdings()) {
                if (holding.path("symbol").asText().equals(symbol)) {
                    return holding.path("price").asDouble();
                }
            }
        }
        return account.price();
    }

    private static Position position(String symbol, Ledger.Account account, double price, Double equity) {
        double profit = account.quantity() * (price - account.averagePrice());
        return new Position(
                symbol,
                account.quantity(),
                account.averagePrice(),
                price,
                account.quantity() * price,
                equity == null ? null : (Double) (account.quantity() * price / equity),
                profit,
                profit / Math.abs(account.quantity() * account.averagePrice()),
                account.realised(),
                account.fees());
    }

    private static List<Order> openOrders(Handle handle, String run) {
        return handle.createQuery("""
                        SELECT sequence, at, symbol, order_id, quantity, reference_price, why, filled, average_price, fees,
                               cancelled_why, state
                          FROM trading.order_state
                         WHERE run = :run AND state = 'open'
                         ORDER BY sequence DESC
                         LIMIT :limit
                        """)
                .bind("run", run)
                .bind("limit", MOST_OPEN)
                .mapTo(Order.class)
                .list();
    }

    private static List<StandingHalt> halts(Handle handle, String run) {
        return handle.createQuery("""
                        SELECT guard, symbol, halt, detail, at, written_at
                          FROM trading.halts
                         WHERE run = :run
                         ORDER BY symbol NULLS FIRST, guard
                        """)
                .bind("run", run)
                .mapTo(StandingHalt.class)
                .list();
    }

    /** @param points at most so many */
    public Equity equity(String run, long points) {
        return database.read(handle -> {
            Run.require(handle, run);
            String newest =
                    handle.createQuery("""
                            SELECT coalesce((SELECT written_at FROM trading.journal
                                              WHERE run = :run AND type = 'marked' ORDER BY at DESC LIMIT 1)::text, '')
                                   || ' ' || coalesce((SELECT max(id) FROM trading.report WHERE run = :run), 0)
                            """).bind("run", run).mapTo(String.class).one();
            return curves.get(run + " " + points + " " + newest, () -> Equity.of(handle, clock.instant(), run, points));
        });
    }

    /** @param before the sequence before which to go on */
    public Orders orders(String run, long limit, long before) {
        return database.read(handle -> {
            Run.require(handle, run);
            List<Order> orders = page(handle, """
                    SELECT sequence, at, symbol, order_id, quantity, reference_price, why, filled, average_price, fees,
                           cancelled_why, state
                      FROM trading.order_state
                    """, run, limit, before, Order.class);
            return new Orders(clock.instant(), first(orders, limit), orders.size() > limit);
        });
    }

    public Fills fills(String run, long limit, long before) {
        return database.read(handle -> {
            Run.require(handle, run);
            List<Fill> fills = page(
                    handle,
                    "SELECT sequence, at, symbol, order_id, quantity, open, price, fee FROM trading.fills",
                    run,
                    limit,
                    before,
                    Fill.class);
            return new Fills(clock.instant(), first(fills, limit), fills.size() > limit);
        });
    }

    public GuardEvents guards(String run, long limit, long before) {
        return database.read(handle -> {
            Run.require(handle, run);
            List<GuardEvent> events = page(
                    handle,
                    "SELECT sequence, at, symbol, guard, act, halt, detail, equity FROM trading.guard_events",
                    run,
                    limit,
                    before,
                    GuardEvent.class);
            return new GuardEvents(clock.instant(), first(events, limit), events.size() > limit);
        });
    }

    /** Newest first, and one more than the limit if there is one. */
    private static <T> List<T> page(Handle handle, String select, String run, long limit, long before, Class<T> type) {
        return handle.createQuery(
                        select + " WHERE run = :run AND sequence < :before ORDER BY sequence DESC LIMIT :limit")
                .bind("run", run)
                .bind("before", before)
                .bind("limit", limit + 1)
                .mapTo(type)
                .list();
    }

    private static <T> List<T> first(List<T> rows, long limit) {
        return rows.size() > limit ? rows.subList(0, (int) limit) : rows;
    }

    /**
     * Fills of a symbol, order by order.
     *
     * @param wanted the run; the newest live one, or else the newest, if empty
     * @param from epoch seconds
     * @param to exclusive
     */
    public Markers markers(String symbol, Optional<String> wanted, long from, long to) {
        return database.read(handle -> {
            List<String> runs = handle.createQuery(
                            "SELECT name FROM trading.run ORDER BY mode, started_at DESC LIMIT 100")
                    .mapTo(String.class)
                    .list();
            wanted.ifPresent(name -> Run.require(handle, name));
            String run = wanted.orElse(runs.isEmpty() ? null : runs.get(0));
            if (run == null) {
                return new Markers(clock.instant(), false, null, List.of(), List.of(), false);
            }
            List<Marker> markers = handle.createQuery("""
                            SELECT (extract(epoch FROM min(fills.at)) - 60)::bigint AS time, order_id,
                                   sum(fills.quantity) AS quantity,
                                   sum(fills.quantity * fills.price) / sum(fills.quantity) AS price,
                                   min(orders.why) AS why
                              FROM trading.fills
                              LEFT JOIN trading.orders USING (run, order_id)
                             WHERE fills.run = :run AND fills.symbol = :symbol
                               AND fills.at > to_timestamp(:from) AND fills.at <= to_timestamp(:to)
                             GROUP BY order_id
                             ORDER BY 1 DESC
                             LIMIT :limit
                            """)
                    .bind("run", run)
                    .bind("symbol", symbol)
                    .bind("from", (double) from)
                    .bind("to", (double) to)
                    .bind("limit", MOST_MARKERS + 1)
                    .mapTo(Marker.class)
                    .list();
            var oldestFirst = new ArrayList<>(first(markers, MOST_MARKERS));
            Collections.reverse(oldestFirst);
            return new Markers(clock.instant(), true, run, runs, oldestFirst, markers.size() > MOST_MARKERS);
        });
    }
}
