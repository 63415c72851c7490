package io.quarterdeck.dashboard.api.trading;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Parameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A run of the bot and how it stands. What the account is worth is as of its newest hourly mark; null before the first.
 *
 * @param mode {@code live} or {@code replay}
 * @param state {@code catching up}, {@code running} or {@code ended}; null before it said anything
 * @param slot open time of the newest minute that it has dealt with
 * @param silent it runs live and has not been seen for a minute
 * @param dropped bars that it did not trade on
 * @param exposure value of all positions, long and short, in shares of the equity
 * @param halts that stand
 */
public record Run(
        String name,
        String mode,
        String strategy,
        Instant startedAt,
        String state,
        Instant slot,
        Instant seenAt,
        boolean silent,
        long dropped,
        Instant markedAt,
        Double startEquity,
        Double equity,
        Double cash,
        Double growth,
        Double exposure,
        long halts) {

    private static final int MOST = 200;

    private static final String SELECT = """
            SELECT run.name, run.mode, run.strategy, run.started_at, progress.state, progress.slot, progress.seen_at,
                   coalesce(run.mode = 'live' AND clock_timestamp() - progress.seen_at > interval '1 minute', false)
                       AS silent,
                   coalesce(progress.dropped, 0) AS dropped, first.equity AS start_equity, last.at AS marked_at,
                   last.equity, last.cash, last.holdings,
                   (SELECT count(*) FROM trading.halts WHERE halts.run = run.name) AS halts
              FROM trading.run
              LEFT JOIN trading.progress ON progress.run = run.name
              LEFT JOIN LATERAL (SELECT equity FROM trading.equity
                                  WHERE equity.run = run.name ORDER BY at LIMIT 1) AS first ON true
              LEFT JOIN LATERAL (SELECT at, equity, cash, holdings FROM trading.equity
                                  WHERE equity.run = run.name ORDER BY at DESC LIMIT 1) AS last ON true
            """;

    /** A run as it is read, with the positions of its newest mark. */
    record Row(
            String name,
            String mode,
            String strategy,
            Instant startedAt,
            String state,
            Instant slot,
            Instant seenAt,
            boolean silent,
            long dropped,
            Double startEquity,
            Instant markedAt,
            Double equity,
            Double cash,
            JsonNode holdings,
            long halts) {

        Run run() {
            return new Run(
                    name,
                    mode,
                    strategy,
                    startedAt,
                    state,
                    slot,
                    seenAt,
                    silent,
                    dropped,
                    markedAt,
                    startEquity,
                    equity,
                    cash,
                    equity == null ? null : (Double) (equity / startEquity - 1),
                    exposure(),
                    halts);
        }

        private Double exposure() {
            if (equity == null) {
                return null;
            }
            double value = 0;
            for (JsonNode holding : holdings) {
                value += Math.abs(holding.path("quantity").asDouble()
                        * holding.path("price").asDouble());
            }
            return value / equity;
        }
    }

    /** Newest first. */
    static List<Run> all(Handle handle) {
        return handle.createQuery(SELECT + " ORDER BY run.started_at DESC, run.name LIMIT :limit")
                .bind("limit", MOST)
                .mapTo(Row.class)
                .map(Row::run)
                .list();
    }

    static Row one(Handle handle, String name) {
        return handle.createQuery(SELECT + " WHERE run.name = :run")
                .bind("run", name)
                .mapTo(Row.class)
                .findOne()
                .orElseThrow(() -> none(name));
    }

    static void require(Handle handle, String name) {
        if (mode(handle, name).isEmpty()) {
            throw none(name);
        }
    }

    private static Optional<String> mode(Handle handle, String name) {
        return handle.createQuery("SELECT mode FROM trading.run WHERE name = :run")
                .bind("run", name)
                .mapTo(String.class)
                .findOne();
    }

    private static ApiException none(String name) {
        return ApiException.notFound(
                "there is no run " + Parameters.shown(name) + " of the trading bot", "See /api/v1/trading/runs.");
    }
}
