package io.quarterdeck.dashboard.api.trading;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.web.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What runs and backtests were worth, and how many were tried. */
public final class Reports {

    private static final String FIGURES = """
            (%1$s ->> 'growth')::float8 AS growth, (%1$s ->> 'cagr')::float8 AS cagr,
            (%1$s ->> 'sharpe')::float8 AS sharpe, (%1$s ->> 'maximum_drawdown')::float8 AS maximum_drawdown,
            (%1$s ->> 'fees')::float8 + (%1$s ->> 'slippage')::float8 AS costs, (%1$s ->> 'trades')::int AS trades
            """;

    private final Database database;
    private final Clock clock;

    public Reports(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param mode {@code backtest}, {@code replay} or {@code live}
     * @param growth end over start, less 1
     * @param costs fees and slippage
     * @param holdGrowth of buy and hold over the same bars
     * @param trials from which it was chosen
     * @param skill how likely its Sharpe ratio is more than the luck of the trials
     */
    public record Summary(
            long id,
            Instant madeAt,
            String run,
            String mode,
            String strategy,
            Instant from,
            Instant to,
            Double growth,
            Double cagr,
            Double sharpe,
            Double maximumDrawdown,
            Double costs,
            Integer trades,
            Double holdGrowth,
            Double sharpeLow,
            Double sharpeHigh,
            Integer trials,
            Double skill) {}

    public record Page(Instant asOf, List<Summary> reports, boolean more) {}

    public record One(long id, Instant madeAt, String run, String mode, String strategy, JsonNode report) {}

    /** @param name of a file for it */
    public record Html(String name, String html) {}

    private record HtmlRow(long id, String run, String page) {}

    public record Trial(
            long id,
            Instant triedAt,
            String run,
            String strategy,
            String options,
            Double dailySharpe,
            Double growth,
            Double cagr,
            Double sharpe,
            Double maximumDrawdown,
            Double costs,
            Integer trades) {}

    /** @param count of all trials, since the luck of the best grows with them */
    public record Trials(Instant asOf, long count, List<Trial> trials, boolean more) {}

    /** @param before the id before which to go on */
    public Page page(long limit, long before) {
        return database.read(handle -> {
            List<Summary> reports = newest(
                    handle,
                    """
                    SELECT id, made_at, run, mode, strategy,
                           (report #>> '{performance,from}')::timestamptz AS "from",
                           (report #>> '{performance,to}')::timestamptz AS "to",
                    """ + FIGURES.formatted("(report #> '{performance,totals}')") + """
                           , (report #>> '{against,totals,growth}')::float8 AS hold_growth,
                           (report #>> '{sharpe,low}')::float8 AS sharpe_low,
                           (report #>> '{sharpe,high}')::float8 AS sharpe_high,
                           (report #>> '{deflated,trials}')::int AS trials,
                           (report #>> '{deflated,probability}')::float8 AS skill
                      FROM trading.report
                    """,
                    limit,
                    before,
                    Summary.class);
            boolean more = reports.size() > limit;
            return new Page(clock.instant(), more ? reports.subList(0, (int) limit) : reports, more);
        });
    }

    public One one(long id) {
        return database.read(handle -> handle.createQuery(
                        "SELECT id, made_at, run, mode, strategy, report FROM trading.report WHERE id = :id")
                .bind("id", id)
                .mapTo(One.class)
                .findOne()
                .orElseThrow(() -> none(id)));
    }

    public Html html(long id) {
        return database.read(handle -> handle.createQuery("SELECT id, run, page FROM trading.report WHERE id = :id")
                .bind("id", id)
                .mapTo(HtmlRow.class)
                .findOne()
                .map(row -> new Html(
                        "report-" + row.id() + "-" + row.run().replaceAll("[^A-Za-z0-9._-]", "_") + ".html",
                        row.page()))
                .orElseThrow(() -> none(id)));
    }

    private static ApiException none(long id) {
        return ApiException.notFound("there is no report " + id, "See /api/v1/trading/reports.");
    }

    public Trials trials(long limit, long before) {
        return database.read(handle -> {
            List<Trial> trials = newest(
                    handle,
                    "SELECT id, tried_at, run, strategy, options, daily_sharpe, " + FIGURES.formatted("totals")
                            + " FROM trading.trial",
                    limit,
                    before,
                    Trial.class);
            long count = handle.createQuery("SELECT count(*) FROM trading.trial")
                    .mapTo(Long.class)
                    .one();
            boolean more = trials.size() > limit;
            return new Trials(clock.instant(), count, more ? trials.subList(0, (int) limit) : trials, more);
        });
    }

    private static <T> List<T> newest(Handle handle, String select, long limit, long before, Class<T> type) {
        return handle.createQuery(select + " WHERE id < :before ORDER BY id DESC LIMIT :limit")
                .bind("before", before)
                .bind("limit", limit + 1)
                .mapTo(type)
                .list();
    }
}
