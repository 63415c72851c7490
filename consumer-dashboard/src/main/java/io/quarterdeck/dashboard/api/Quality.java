package io.quarterdeck.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.data.Cache;
import io.quarterdeck.dashboard.data.Catalogue;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** How good the data of each quarter are, and what was decided. */
public final class Quality {

    private static final int RUNS_OF_A_QUARTER = 20;
    private static final int DRIFT = 100;
    private static final double MINUTES = 1440;

    private final Database database;
    private final Pulses pulses;
    private final Clock clock;
    private final Cache<CoverageAnswer> coverage = new Cache<>(100);

    public Quality(Database database, Pulses pulses, Clock clock) {
        this.database = database;
        this.pulses = pulses;
        this.clock = clock;
    }

    public record RunOf(int run, String state, Instant at) {}

    public record QuarterRuns(String quarter, List<RunOf> runs, String release) {}

    public record QuartersAnswer(Instant asOf, List<QuarterRuns> quarters) {}

    public record Decision(String state, String overrideReason, String overrideBy) {}

    public record Rule(String rule, String action, String description, long rows, Map<String, Long> bySymbol) {}

    public record Totals(String symbol, long bars, long trades, long days, long expectedDays) {}

    public record Drift(
            String table,
            String column,
            Double psi,
            Double psiLimit,
            Double meanShift,
            Double meanShiftLimit,
            Double nullShare,
            Double referenceNullShare,
            List<String> drifted) {}

    public record Answer(
            Instant asOf,
            String quarter,
            Integer run,
            Decision decision,
            JsonNode checks,
            List<Rule> rules,
            List<Totals> totals,
            List<Drift> drift,
            String referenceRelease) {}

    /** @param coverage for each symbol, for each day: share of the minutes; null where there is no bar of the day */
    public record CoverageAnswer(
            Instant asOf, List<String> symbols, List<LocalDate> days, List<List<Double>> coverage) {}

    public record Sample(String row, String file, String sourceId, Long sourceLine) {}

    public record SamplesAnswer(Instant asOf, List<Sample> samples) {}

    private record RunRow(String quarter, int run, String state, Instant startedAt) {}

    private record QuarterRow(
            int run, String state, String overrideReason, String overrideBy, JsonNode gate, String release) {}

    private record ResultRow(String symbol, String rule, String action, String reason, long rowCount) {}

    private record DriftRow(
            String tableName,
            String columnName,
            String referenceRelease,
            Double psi,
            Double psiLimit,
            Double meanShift,
            Double meanShiftLimit,
            Double nullShare,
            Double referenceNullShare,
            List<String> drifted) {}

    private record DayRow(String symbol, LocalDate day, Double coverage) {}

    private record ReleaseRow(String quarter, String name) {}

    /** All quarters that a run took up or that have a release or raw rows, newest first. */
    public QuartersAnswer quarters() {
        return database.read(handle -> {
            var runs = new TreeMap<String, List<RunOf>>();
            EventKind.ALL.forEach(kind -> pulses.census()
                    .rowsByQuarter(kind.topic())
                    .keySet()
                    .forEach(quarter -> runs.putIfAbsent(quarter.toString(), new ArrayList<>())));
            handle.createQuery("""
                            SELECT quarter, run, state, started_at
                              FROM (SELECT *, row_number() OVER (PARTITION BY quarter ORDER BY run DESC) AS age
                                      FROM governance.run_quarter) AS of
                             WHERE age <= :most
                             ORDER BY quarter, run DESC
                            """)
                    .bind("most", RUNS_OF_A_QUARTER)
                    .mapTo(RunRow.class)
                    .forEach(row -> runs.computeIfAbsent(row.quarter(), any -> new ArrayList<>())
                            .add(new RunOf(row.run(), row.state(), row.startedAt())));
            var releases = new LinkedHashMap<String, String>();
            handle.createQuery("""
                            SELECT DISTINCT ON (quarter) quarter, name
                              FROM governance.release ORDER BY quarter, version DESC
                            """).mapTo(ReleaseRow.class).forEach(row -> {
                releases.put(row.quarter(), row.name());
                runs.putIfAbsent(row.quarter(), new ArrayList<>());
            });
            return new QuartersAnswer(
                    clock.instant(),
                    runs.descendingMap().entrySet().stream()
                            .map(of -> new QuarterRuns(of.getKey(), of.getValue(), releases.get(of.getKey())))
                            .toList());
        });
    }

    /** @param run the newest that found something, if it is not said */
    public Answer answer(Quarter quarter, Optional<Long> run) {
        return database.read(handle -> {
            Optional<QuarterRow> found = find(handle, quarter, run);
            if (found.isEmpty()) {
                if (run.isPresent()) {
                    throw ApiException.notFound(
                            "run " + run.get() + " did not take up " + quarter, "See /api/v1/quality/quarters.");
                }
                return new Answer(
                        clock.instant(),
                        quarter.toString(),
                        null,
                        null,
                        Json.tree("[]"),
                        List.of(),
                        List.of(),
                        List.of(),
                        null);
            }
            QuarterRow of = found.get();
            List<ResultRow> results = results(handle, quarter, of.run());
            List<DriftRow> drift = of.release() == null ? List.of() : drift(handle, of.release());
            return new Answer(
                    clock.instant(),
                    quarter.toString(),
                    of.run(),
                    new Decision(of.state(), of.overrideReason(), of.overrideBy()),
                    of.gate() == null ? Json.tree("[]") : of.gate(),
                    rules(results),
                    totals(results),
                    drift.stream()
                            .map(row -> new Drift(
                                    row.tableName().replaceFirst("^features[.]", ""),
                                    row.columnName(),
                                    row.psi(),
                                    row.psiLimit(),
                                    row.meanShift(),
                                    row.meanShiftLimit(),
                                    row.nullShare(),
                                    row.referenceNullShare(),
                                    row.drifted()))
                            .toList(),
                    drift.isEmpty() ? null : drift.get(0).referenceRelease());
        });
    }

    /** The run that is asked for; else the newest that has results, as one that was killed early has none. */
    private static Optional<QuarterRow> find(Handle handle, Quarter quarter, Optional<Long> run) {
        return handle.createQuery("""
                        SELECT of.run, of.state, of.override_reason, of.override_by, of.gate, of.release
                          FROM governance.run_quarter AS of
                         WHERE of.quarter = :quarter AND (:run::integer IS NULL OR of.run = :run)
                         ORDER BY EXISTS (SELECT FROM governance.quality_result AS result
                                           WHERE result.run = of.run AND result.quarter = of.quarter) DESC, of.run DESC
                         LIMIT 1
                        """)
                .bind("quarter", quarter.toString())
                .bind("run", run.map(Long::intValue).orElse(null))
                .mapTo(QuarterRow.class)
                .findOne();
    }

    private static List<ResultRow> results(Handle handle, Quarter quarter, int run) {
        return handle.createQuery("""
                        SELECT result.symbol, result.rule, result.action, rule.reason, result.row_count
                          FROM governance.quality_result AS result
                          LEFT JOIN governance.quality_rule AS rule ON rule.name = result.rule
                         WHERE result.run = :run AND result.quarter = :quarter
                         ORDER BY rule.position, result.rule, result.symbol
                        """)
                .bind("run", run)
                .bind("quarter", quarter.toString())
                .mapTo(ResultRow.class)
                .list();
    }

    private static List<Rule> rules(List<ResultRow> results) {
        var rules = new LinkedHashMap<String, Rule>();
        results.stream().filter(row -> !row.action().equals("total")).forEach(row -> {
            Rule before = rules.getOrDefault(
                    row.rule(), new Rule(row.rule(), row.action(), row.reason(), 0, new TreeMap<>()));
            before.bySymbol().merge(row.symbol(), row.rowCount(), Long::sum);
            rules.put(
                    row.rule(),
                    new Rule(
                            row.rule(), row.action(), row.reason(), before.rows() + row.rowCount(), before.bySymbol()));
        });
        return List.copyOf(rules.values());
    }

    private static List<Totals> totals(List<ResultRow> results) {
        var totals = new TreeMap<String, Map<String, Long>>();
        results.stream()
                .filter(row -> row.action().equals("total"))
                .forEach(row -> totals.computeIfAbsent(row.symbol(), any -> new TreeMap<>())
                        .put(row.rule(), row.rowCount()));
        return totals.entrySet().stream()
                .map(of -> new Totals(
                        of.getKey(),
                        of.getValue().getOrDefault("bars", 0L),
                        of.getValue().getOrDefault("trades", 0L),
                        of.getValue().getOrDefault("days", 0L),
                        of.getValue().getOrDefault("expected_days", 0L)))
                .toList();
    }

    private static List<DriftRow> drift(Handle handle, String release) {
        return handle.createQuery("""
                        SELECT table_name, column_name, reference_release, psi, psi_limit, mean_shift, mean_shift_limit,
                               null_share, reference_null_share, drifted
                          FROM governance.drift
                         WHERE release = :release
                         ORDER BY cardinality(drifted) DESC, psi DESC NULLS LAST, table_name, column_name
                         LIMIT :limit
                        """)
                .bind("release", release)
                .bind("limit", DRIFT)
                .mapTo(DriftRow.class)
                .list();
    }

    /** Of the release in force; where there is none yet, of the raw rows. */
    public CoverageAnswer coverage(Quarter quarter) {
        return database.read(handle -> {
            Optional<Catalogue.Release> release = Catalogue.findRelease(handle, quarter);
            return release.isPresent()
                    ? coverage.get(release.get().name(), () -> table(quarter, released(handle, quarter)))
                    : table(quarter, raw(quarter));
        });
    }

    private static List<DayRow> released(Handle handle, Quarter quarter) {
        return handle.createQuery("""
                        SELECT symbol, (open_time AT TIME ZONE 'UTC')::date AS day, coverage
                          FROM features.bars_1d
                         WHERE open_time >= :from AND open_time < :to
                         ORDER BY symbol, open_time
                        """)
                .bind("from", quarter.start())
                .bind("to", quarter.end())
                .mapTo(DayRow.class)
                .list();
    }

    /** Rows for minutes, so that one which came twice counts twice: what the job makes of them is not known yet. */
    private List<DayRow> raw(Quarter quarter) {
        var rows = new ArrayList<DayRow>();
        pulses.census()
                .spans(EventKind.BARS.topic())
                .keySet()
                .forEach(symbol -> pulses.census()
                        .barDays(symbol)
                        .subMap(quarter.firstDay(), quarter.next().firstDay())
                        .forEach((day, count) -> rows.add(new DayRow(symbol, day, Math.min(1, count / MINUTES)))));
        return rows;
    }

    private CoverageAnswer table(Quarter quarter, List<DayRow> rows) {
        var symbols = new TreeSet<String>();
        var known = new LinkedHashMap<String, Map<LocalDate, Double>>();
        rows.forEach(row -> {
            symbols.add(row.symbol());
            known.computeIfAbsent(row.symbol(), any -> new TreeMap<>()).put(row.day(), row.coverage());
        });
        List<LocalDate> days =
                quarter.firstDay().datesUntil(quarter.next().firstDay()).toList();
        var coverage = new ArrayList<List<Double>>();
        symbols.forEach(symbol -> {
            var ofSymbol = new ArrayList<Double>();
            days.forEach(day -> ofSymbol.add(known.get(symbol).get(day)));
            coverage.add(ofSymbol);
        });
        return new CoverageAnswer(clock.instant(), List.copyOf(symbols), days, coverage);
    }

    /** A few of the rows to which a rule applied. */
    public SamplesAnswer samples(Quarter quarter, String rule, String symbol, Optional<Long> run) {
        return database.read(handle -> {
            JsonNode samples = find(handle, quarter, run)
                    .flatMap(of -> handle.createQuery("""
                                    SELECT samples FROM governance.quality_result
                                     WHERE run = :run AND quarter = :quarter AND rule = :rule AND symbol = :symbol
                                    """)
                            .bind("run", of.run())
                            .bind("quarter", quarter.toString())
                            .bind("rule", rule)
                            .bind("symbol", symbol)
                            .mapTo(JsonNode.class)
                            .findOne())
                    .orElseThrow(() -> ApiException.notFound(
                            "no row of that symbol came under that rule",
                            "See /api/v1/quality?quarter=" + quarter + "."));
            var names = Pipeline.fileNames(pulses);
            var shown = new ArrayList<Sample>();
            for (JsonNode sample : samples) {
                JsonNode id = sample.path("source_id");
                boolean known = id.isIntegralNumber() || id.isTextual();
                shown.add(new Sample(
                        sample.path("row").asText(),
                        known ? names.apply(id.asLong()) : null,
                        known ? id.asText() : null,
                        sample.path("source_line").isNumber()
                                ? (Long) sample.path("source_line").asLong()
                                : null));
            }
            return new SamplesAnswer(clock.instant(), shown);
        });
    }
}
