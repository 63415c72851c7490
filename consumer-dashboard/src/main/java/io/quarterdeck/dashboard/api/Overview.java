package io.quarterdeck.dashboard.api;

import io.quarterdeck.dashboard.alerts.Alert;
import io.quarterdeck.dashboard.alerts.Alerts;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.Completeness;
import io.quarterdeck.dashboard.pulse.KafkaLook;
import io.quarterdeck.dashboard.pulse.PostgresLook;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.pulse.RawCensus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One look: is everything complete, fresh and sane? */
public final class Overview {

    private static final int RELEASES = 12;

    /** The schedule says so each ten seconds that it is there, while it runs the job. */
    private static final Duration HEARTBEAT_MISSED = Duration.ofMinutes(1);

    private final Database database;
    private final Pulses pulses;
    private final Alerts alerts;
    private final Clock clock;

    public Overview(Database database, Pulses pulses, Alerts alerts, Clock clock) {
        this.database = database;
        this.pulses = pulses;
        this.alerts = alerts;
        this.clock = clock;
    }

    public record Schedule(boolean running, Instant lastHeartbeat) {}

    public record Release(
            String name,
            String quarter,
            int version,
            Instant createdAt,
            boolean partial,
            long rows,
            long symbols,
            boolean overridden,
            String certificate) {}

    public record Answer(
            Instant asOf,
            Completeness completeness,
            Runs.Summary lastRun,
            Instant nextRunAt,
            Schedule schedule,
            List<Release> releases,
            long symbols,
            Instant firstEventAt,
            Instant lastEventAt,
            long files,
            List<Alert> alerts) {}

    public record AlertsAnswer(Instant asOf, List<Alert> active, List<Alert> recent) {}

    private record Read(Optional<Runs.Summary> run, List<Release> releases) {}

    public Answer answer() {
        Read read = database.read(handle -> new Read(
                Runs.newest(handle),
                handle.createQuery("""
                                SELECT in_force.name, in_force.quarter, in_force.version, in_force.created_at, in_force.partial,
                                       (SELECT coalesce(sum(row_count), 0) FROM governance.release_table
                                         WHERE release = in_force.name) AS rows,
                                       (SELECT count(*) FROM jsonb_object_keys(in_force.quality)) AS symbols,
                                       in_force.override_reason IS NOT NULL AS overridden, in_force.certificate
                                  FROM (SELECT DISTINCT ON (quarter) *
                                          FROM governance.release ORDER BY quarter DESC, version DESC) AS in_force
                                 ORDER BY in_force.quarter DESC
                                 LIMIT :limit
                                """)
                        .bind("limit", RELEASES)
                        .mapTo(Release.class)
                        .list()));
        Optional<PostgresLook> postgres = pulses.postgres();
        Optional<PostgresLook.Schedule> schedule = postgres.map(PostgresLook::schedule);
        Optional<RawCensus.Span> span = pulses.census().span();
        Instant now = clock.instant();
        return new Answer(
                now,
                pulses.completeness()
                        .orElse(new Completeness("unproven", null, "PostgreSQL has not been looked at yet.")),
                read.run().orElse(null),
                schedule.map(PostgresLook.Schedule::nextRunAt).orElse(null),
                schedule.map(of -> new Schedule(
                                of.running()
                                        && of.lastHeartbeat() != null
                                        && of.lastHeartbeat().isAfter(now.minus(HEARTBEAT_MISSED)),
                                of.lastHeartbeat()))
                        .orElse(new Schedule(false, null)),
                read.releases(),
                pulses.census().symbols(),
                span.map(RawCensus.Span::first).orElse(null),
                span.map(RawCensus.Span::last).orElse(null),
                pulses.kafka().map(KafkaLook::manifests).orElse(List.of()).size(),
                alerts.active());
    }

    public AlertsAnswer alerts() {
        return new AlertsAnswer(clock.instant(), alerts.active(), alerts.recent());
    }
}
