package io.quarterdeck.dashboard.api.trading;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What an account was worth over time, with fewer points than marks: each stands for those since the one before, by the last
 * equity of them and the deepest drawdown.
 *
 * @param times epoch seconds, ascending
 * @param drawdown below the highest mark so far, as a share of it: 0 or less
 * @param hold buy and hold over the same bars, by the newest report of the run; null if there is none
 */
public record Equity(
        Instant asOf,
        String run,
        long marks,
        List<Long> times,
        List<Double> equity,
        List<Double> drawdown,
        Double maximumDrawdown,
        Hold hold) {

    static final int MOST_POINTS = 1000;

    /** @param times the end of each day, epoch seconds */
    public record Hold(long report, Instant madeAt, List<Long> times, List<Double> equity) {}

    private record Point(long time, double equity, double drawdown, long marks) {}

    private record Held(long id, Instant madeAt, List<String> days, List<Double> equities) {}

    static Equity of(Handle handle, Instant now, String run, long points) {
        List<Point> curve = handle.createQuery("""
                        WITH marks AS (
                            SELECT at, equity, max(equity) OVER so_far AS peak, row_number() OVER so_far - 1 AS n,
                                   count(*) OVER () AS total
                              FROM trading.equity
                             WHERE run = :run
                            WINDOW so_far AS (ORDER BY at, sequence)
                        )
                        SELECT extract(epoch FROM max(at))::bigint AS time,
                               (array_agg(equity ORDER BY n DESC))[1] AS equity, min(equity / peak - 1) AS drawdown,
                               count(*) AS marks
                          FROM marks
                         GROUP BY CASE WHEN n > 0 THEN n * (:points - 1) / total ELSE -1 END
                         ORDER BY 1
                        """)
                .bind("run", run)
                .bind("points", points)
                .mapTo(Point.class)
                .list();
        return new Equity(
                now,
                run,
                curve.stream().mapToLong(Point::marks).sum(),
                curve.stream().map(Point::time).toList(),
                curve.stream().map(Point::equity).toList(),
                curve.stream().map(Point::drawdown).toList(),
                curve.stream()
                        .map(Point::drawdown)
                        .min(Double::compare)
                        .map(fall -> fall == 0 ? 0 : -fall)
                        .orElse(null),
                hold(handle, run, points));
    }

    private static Hold hold(Handle handle, String run, long points) {
        return handle.createQuery("""
                        SELECT id, made_at,
                               ARRAY(SELECT jsonb_array_elements(report #> '{performance,days}') ->> 'date') AS days,
                               ARRAY(SELECT jsonb_array_elements_text(report #> '{against,equities}')::float8) AS equities
                          FROM trading.report
                          JOIN trading.run ON run.name = report.run AND run.mode = report.mode
                         WHERE report.run = :run
                         ORDER BY id DESC
                         LIMIT 1
                        """)
                .bind("run", run)
                .mapTo(Held.class)
                .findOne()
                .map(held -> thinned(held, points))
                .orElse(null);
    }

    private static Hold thinned(Held held, long points) {
        int days = Math.min(held.days().size(), held.equities().size());
        int step = (int) Math.max(1, (days + points - 1) / points);
        var times = new ArrayList<Long>();
        var equity = new ArrayList<Double>();
        for (int i = 0; i < days; i++) {
            if ((days - 1 - i) % step == 0) {
                times.add(LocalDate.parse(held.days().get(i))
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toEpochSecond());
                equity.add(held.equities().get(i));
            }
        }
        return new Hold(held.id(), held.madeAt(), times, equity);
    }
}
