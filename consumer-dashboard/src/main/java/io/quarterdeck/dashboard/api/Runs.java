package io.quarterdeck.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.marketdata.Quarter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of the quarterly job, and what operators ask of it. */
public final class Runs {

    private static final Logger log = LoggerFactory.getLogger(Runs.class);

    private static final int LOG_LINES = 500;
    private static final int ACTIONS = 100;
    private static final int LONGEST_REASON = 1000;

    /** One request for a quarter at a time, whoever asks. */
    private static final int ACTION_LOCK = 0x5144_0004;

    private static final String SUMMARY = """
            SELECT id, state, started_at, ended_at,
                   round(extract(epoch FROM ended_at - started_at) * 1000)::bigint AS took_ms,
                   quarters, started_by,
                   ARRAY(SELECT release FROM governance.run_quarter
                          WHERE run = run.id AND state = 'PUBLISHED' ORDER BY quarter) AS published,
                   error
              FROM governance.run
            """;

    private final Database database;
    private final Clock clock;

    public Runs(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public record Summary(
            int id,
            String state,
            Instant startedAt,
            Instant endedAt,
            Long tookMs,
            List<String> quarters,
            String startedBy,
            List<String> published,
            String error) {}

    /** @param more whether there are older ones */
    public record Page(Instant asOf, List<Summary> runs, boolean more) {}

    public record Detail(
            int id,
            String state,
            Instant startedAt,
            Instant endedAt,
            Long tookMs,
            List<String> quarters,
            String startedBy,
            List<String> published,
            String error,
            JsonNode options,
            String codeVersion,
            String sparkApplicationId,
            String barsSnapshotId,
            String tradesSnapshotId) {}

    public record OfQuarter(
            String quarter,
            String state,
            Long tookMs,
            String release,
            JsonNode checks,
            String overrideReason,
            String overrideBy,
            Certificate certificate) {}

    public record Certificate(String id, Instant createdAt, String hash) {}

    public record Step(String quarter, String step, Instant startedAt, Long tookMs, Long rowsIn, Long rowsOut) {}

    public record LogLine(Instant at, String level, String message) {}

    public record One(
            Instant asOf,
            Detail run,
            List<OfQuarter> quarters,
            List<Step> steps,
            Lineage.Graph lineage,
            List<LogLine> log) {}

    /** What somebody asks for. */
    public record Request(String quarter, String reason) {}

    public record Accepted(long action) {}

    /** @param state {@code waiting}, {@code running}, {@code done} or {@code failed} */
    public record Action(
            long id,
            Instant requestedAt,
            String actor,
            String action,
            String subject,
            String reason,
            String state,
            String message,
            Integer run) {}

    public record Actions(Instant asOf, List<Action> actions) {}

    private record QuarterRow(
            String quarter,
            String state,
            Long tookMs,
            String release,
            JsonNode gate,
            String overrideReason,
            String overrideBy,
            Long certificateId,
            Instant certificateAt,
            String certificateHash) {}

    static Optional<Summary> newest(Handle handle) {
        return handle.createQuery(SUMMARY + " ORDER BY id DESC LIMIT 1")
                .mapTo(Summary.class)
                .findOne();
    }

    /** @param before the id before which to go on */
    public Page page(long limit, long before) {
        return database.read(handle -> {
            List<Summary> runs = handle.createQuery(SUMMARY + " WHERE id < :before ORDER BY id DESC LIMIT :limit")
                    .bind("before", before)
                    .bind("limit", limit + 1)
                    .mapTo(Summary.class)
                    .list();
            boolean more = runs.size() > limit;
            return new Page(clock.instant(), more ? runs.subList(0, (int) limit) : runs, more);
        });
    }

    public One one(long id) {
        return database.read(handle -> {
            Detail run = handle.createQuery("SELECT summary.*, run.options, run.code_version, run.spark_application_id,"
                            + " run.bars_snapshot_id::text, run.trades_snapshot_id::text"
                            + " FROM (" + SUMMARY + ") AS summary JOIN governance.run USING (id) WHERE id = :id")
                    .bind("id", id)
                    .mapTo(Detail.class)
                    .findOne()
                    .orElseThrow(() -> ApiException.notFound("there is no run " + id, "See /api/v1/runs."));
            return new One(
                    clock.instant(),
                    run,
                    quarters(handle, id),
                    steps(handle, id),
                    lineage(handle, id),
                    log(handle, id));
        });
    }

    private static List<OfQuarter> quarters(Handle handle, long run) {
        return handle.createQuery("""
                        SELECT of.quarter, of.state, of.took_ms, of.release, of.gate, of.override_reason, of.override_by,
                               certificate.id AS certificate_id, certificate.created_at AS certificate_at,
                               certificate.hash AS certificate_hash
                          FROM governance.run_quarter AS of
                          LEFT JOIN governance.release ON release.name = of.release
                          LEFT JOIN governance.certificate ON certificate.id::text = release.certificate
                         WHERE of.run = :run
                         ORDER BY of.quarter
                        """)
                .bind("run", run)
                .mapTo(QuarterRow.class)
                .map(row -> new OfQuarter(
                        row.quarter(),
                        row.state(),
                        row.tookMs(),
                        row.release(),
                        row.gate() == null ? Json.tree("[]") : row.gate(),
                        row.overrideReason(),
                        row.overrideBy(),
                        row.certificateId() == null
                                ? null
                                : new Certificate(
                                        String.valueOf(row.certificateId()),
                                        row.certificateAt(),
                                        row.certificateHash())))
                .list();
    }

    private static List<Step> steps(Handle handle, long run) {
        return handle.createQuery("""
                        SELECT quarter, step, started_at, took_ms, rows_in, rows_out
                          FROM governance.run_step WHERE run = :run ORDER BY id LIMIT 1000
                        """).bind("run", run).mapTo(Step.class).list();
    }

    /** Of each quarter the newest event. */
    private static Lineage.Graph lineage(Handle handle, long run) {
        return Lineage.graph(handle.createQuery("""
                        SELECT DISTINCT ON (quarter) quarter, event_type, event
                          FROM governance.lineage_event WHERE run = :run ORDER BY quarter, id DESC
                        """)
                .bind("run", run)
                .mapTo(Lineage.Event.class)
                .list());
    }

    private static List<LogLine> log(Handle handle, long run) {
        return handle.createQuery("""
                        SELECT logged_at AS at, level, regexp_replace(logger, '^.*[.]', '') || ': ' || message AS message
                          FROM governance.run_log WHERE run = :run ORDER BY position LIMIT :limit
                        """)
                .bind("run", run)
                .bind("limit", LOG_LINES)
                .mapTo(LogLine.class)
                .list();
    }

    /** Asks the schedule to run a quarter, unless that was asked for and is not done yet. */
    public Accepted ask(String actor, Request request) {
        if (request.quarter() == null
                || request.reason() == null
                || request.reason().isBlank()) {
            throw ApiException.badRequest(
                    "a quarter and a reason are needed",
                    "For example {\"quarter\": \"2016Q4\", \"reason\": \"late rows\"}.");
        }
        if (request.reason().length() > LONGEST_REASON || request.reason().indexOf('\0') >= 0) {
            throw ApiException.badRequest("the reason is too long", "At most " + LONGEST_REASON + " characters.");
        }
        Quarter quarter = Parameters.quarter("quarter", request.quarter());
        long id = database.write(handle -> {
            handle.createQuery("SELECT pg_advisory_xact_lock(:lock, 0)")
                    .bind("lock", ACTION_LOCK)
                    .mapTo(String.class)
                    .one();
            boolean open = handle.createQuery("""
                            SELECT EXISTS (SELECT FROM governance.operator_action AS action
                                             LEFT JOIN schedule.operator_outcome AS outcome ON outcome.action = action.id
                                            WHERE action.subject = :quarter AND outcome.ended_at IS NULL)
                            """)
                    .bind("quarter", quarter.toString())
                    .mapTo(Boolean.class)
                    .one();
            if (open) {
                throw ApiException.conflict(quarter + " was asked for already and is not done", "See /api/v1/actions.");
            }
            return handle.createQuery("""
                            INSERT INTO governance.operator_action (actor, action, subject, reason)
                            VALUES (:actor, 'start-quarter', :quarter, :reason)
                            RETURNING id
                            """)
                    .bind("actor", actor)
                    .bind("quarter", quarter.toString())
                    .bind("reason", request.reason())
                    .mapTo(Long.class)
                    .one();
        });
        log.info("asked for quarter={} actor={} action={}", quarter, actor, id);
        return new Accepted(id);
    }

    public Actions actions() {
        return database.read(handle -> new Actions(
                clock.instant(),
                handle.createQuery("""
                                SELECT action.id, action.requested_at, action.actor, action.action, action.subject, action.reason,
                                       CASE WHEN outcome.action IS NULL THEN 'waiting'
                                            WHEN outcome.ended_at IS NULL THEN 'running'
                                            WHEN outcome.exit_code = 0 THEN 'done'
                                            ELSE 'failed' END AS state,
                                       outcome.message, outcome.run
                                  FROM governance.operator_action AS action
                                  LEFT JOIN schedule.operator_outcome AS outcome ON outcome.action = action.id
                                 ORDER BY action.id DESC
                                 LIMIT :limit
                                """)
                        .bind("limit", ACTIONS)
                        .mapTo(Action.class)
                        .list()));
    }
}
