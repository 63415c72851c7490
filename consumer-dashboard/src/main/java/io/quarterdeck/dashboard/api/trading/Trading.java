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
    private static final int MOST_MARKERS = 1000;

    /** As the view {@code trading.order_state} has them, but without reading all fills for the newest few. */
    private static final String ORDERS = """
            WITH ordered AS MATERIALIZED (
                SELECT sequence, at, symbol, order_id, quantity, reference_price, why
                  FROM trading.orders
                 WHERE run = :run AND sequence < :before
                 ORDER BY sequence DESC
                 LIMIT :limit
            ), filled AS MATERIALIZED (
                SELECT order_id, sum(quantity) AS quantity, sum(quantity * price) / sum(quantity) AS price, sum(fee) AS fees
                  FROM trading.fills
                 WHERE run = :run AND sequence > (SELECT min(sequence) FROM ordered)
                 GROUP BY order_id
            ), cancelled AS MATERIALIZED (
                SELECT entry ->> 'order' AS order_id, entry ->> 'why' AS why
                  FROM trading.journal
                 WHERE run = :run AND type = 'cancelled' AND sequence > (SELECT min(sequence) FROM ordered)
            )
            SELECT ordered.*, coalesce(filled.quantity, 0) AS filled, filled.price AS average_price,
                   coalesce(filled.fees, 0) AS fees, cancelled.why AS cancelled_why,
                   CASE WHEN cancelled.order_id IS NOT NULL THEN 'cancelled'
                        WHEN abs(coalesce(filled.quantity, 0) - ordered.quantity) < 1e-9 THEN 'filled'
                        ELSE 'open' END AS state
              FROM ordered
              LEFT JOIN filled USING (order_id)
              LEFT JOIN cancelled USING (order_id)
             ORDER BY sequence DESC
            """;

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
            Ledger.Sums sums =
                    ledgers.get(name + " " + row.startedAt(), Ledger::new).upTo(handle, name);
            return new One(
                    clock.instant(),
                    row.run(),
                    settings(handle, name),
                    positions(sums.accounts(), row),
                    sums.open(),
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

    private static List<Position> positions(Map<String, Ledger.Account> accounts, Run.Row run) {
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
            List<Order> orders = handle.createQuery(ORDERS)
                    .bind("run", run)
                    .bind("before", before)
                    .bind("limit", limit + 1)
                    .mapTo(Order.class)
                    .list();
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
                            WITH filled AS MATERIALIZED (
                                SELECT order_id, (extract(epoch FROM min(at)) - 60)::bigint AS time,
                                       sum(quantity) AS quantity, sum(quantity * price) / sum(quantity) AS price
                                  FROM trading.fills
                                 WHERE run = :run AND symbol = :symbol
                                   AND at > to_timestamp(:from) AND at <= to_timestamp(:to)
                                 GROUP BY order_id
                                 ORDER BY 2 DESC
                                 LIMIT :limit
                            ), ordered AS MATERIALIZED (
                                SELECT order_id, why FROM trading.orders WHERE run = :run AND symbol = :symbol
                            )
                            SELECT time, order_id, quantity, price, why
                              FROM filled
                              LEFT JOIN ordered USING (order_id)
                             ORDER BY time DESC
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
