package io.quarterdeck.dashboard.alerts;

import io.quarterdeck.dashboard.pulse.PostgresLook;
import io.quarterdeck.dashboard.pulse.Problem;
import io.quarterdeck.dashboard.pulse.Pulse;
import io.quarterdeck.dashboard.pulse.Situation;
import io.quarterdeck.marketdata.SourceManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When somebody should look: {@code source-down}, {@code lag}, {@code stale}, {@code run-failed}, {@code gate-refused},
 * {@code audit-difference}, {@code rejects}, {@code bot-halted}, {@code bot-silent}.
 */
public final class AlertRules {

    /** A restart takes less. */
    static final Duration DOWN = Duration.ofSeconds(10);

    /** A consumer that is behind and has not moved for so long is stuck; the lake's batches take longer. */
    static final Duration STANDING_POSTGRES = Duration.ofMinutes(2);

    static final Duration STANDING_LAKE = Duration.ofMinutes(5);

    /** A file that was begun and has not moved for so long: its producer is gone. */
    static final Duration STANDING_FILE = Duration.ofMinutes(10);

    /** Share of a file's lines; a header that is taken for data is one line, a wrong format is all of them. */
    static final double REJECTED_SHARE = 0.01;

    static final Duration REJECTS_MATTER = Duration.ofDays(1);

    private static final String WARNING = "warning";
    private static final String CRITICAL = "critical";

    private AlertRules() {}

    public static List<Finding> judge(Situation situation) {
        var findings = new ArrayList<Finding>();
        situation.pulse().problems().stream()
                .filter(problem -> situation
                                .down()
                                .getOrDefault(problem.source(), Duration.ZERO)
                                .compareTo(DOWN)
                        >= 0)
                .forEach(problem -> findings.add(down(problem)));
        situation.standing().forEach((consumer, standing) -> {
            if (standing.compareTo(consumer.equals(Pulse.POSTGRES) ? STANDING_POSTGRES : STANDING_LAKE) >= 0) {
                findings.add(stuck(situation.pulse(), consumer, standing));
            }
        });
        situation.manifests().forEach(manifest -> judge(manifest, situation.now(), findings));
        if (situation.postgres() != null) {
            judge(situation.postgres(), findings);
            situation.postgres().bots().forEach(bot -> judge(bot, findings));
        }
        if (situation.completeness() != null && situation.completeness().state().equals("failed")) {
            findings.add(new Finding(
                    "audit-difference",
                    "",
                    CRITICAL,
                    situation.completeness().message(),
                    "./quarterdeck audit names the rows that differ."));
        }
        return findings;
    }

    private static Finding down(Problem problem) {
        return new Finding(
                "source-down",
                problem.source(),
                CRITICAL,
                name(problem.source()) + " does not answer: " + problem.message(),
                "./quarterdeck status says how the stack is; everything goes on by itself when it is back.");
    }

    private static Finding stuck(Pulse pulse, String consumer, Duration standing) {
        return new Finding(
                "lag",
                consumer,
                CRITICAL,
                "%s has not moved for %d min, with %,d offsets to go"
                        .formatted(consumer, standing.toMinutes(), pulse.lag(consumer)),
                "See its log: ./quarterdeck status names it.");
    }

    private static void judge(SourceManifest manifest, Instant now, List<Finding> findings) {
        Instant updated = Pulse.micros(manifest.updatedAt());
        if (manifest.status() == SourceManifest.Status.IN_PROGRESS
                && Duration.between(updated, now).compareTo(STANDING_FILE) >= 0) {
            findings.add(new Finding(
                    "stale",
                    String.valueOf(manifest.sourceId()),
                    WARNING,
                    "%s is half in Kafka and has not moved since %s".formatted(manifest.name(), updated),
                    "Produce the file again: it goes on behind its last committed line."));
        }
        if (manifest.rowsRead() > 0
                && manifest.rowsRejected() > REJECTED_SHARE * manifest.rowsRead()
                && Duration.between(updated, now).compareTo(REJECTS_MATTER) < 0) {
            findings.add(new Finding(
                    "rejects",
                    String.valueOf(manifest.sourceId()),
                    WARNING,
                    "%,d of %,d lines of %s could not be read"
                            .formatted(manifest.rowsRejected(), manifest.rowsRead(), manifest.name()),
                    "The page Pipeline shows the lines and why."));
        }
    }

    private static void judge(PostgresLook postgres, List<Finding> findings) {
        PostgresLook.Run run = postgres.run();
        if (run != null && (run.state().equals("FAILED") || run.state().equals("DEAD"))) {
            findings.add(new Finding(
                    "run-failed",
                    String.valueOf(run.id()),
                    CRITICAL,
                    "Run " + run.id() + (run.error() == null ? " failed" : " failed: " + firstLine(run.error())),
                    "The page Runs shows its steps and log."));
        }
        postgres.quarters().stream()
                .filter(quarter -> quarter.state().equals("REFUSED"))
                .forEach(quarter -> findings.add(new Finding(
                        "gate-refused",
                        quarter.quarter(),
                        WARNING,
                        "The gate refused " + quarter.quarter() + " in run " + quarter.run(),
                        "The page Quality shows which check failed; its release before stays in force.")));
    }

    /** A guard that stops one symbol for a while does its work; one that stops the account needs a person. */
    private static void judge(PostgresLook.Bot bot, List<Finding> findings) {
        if (bot.silent()) {
            findings.add(new Finding(
                    "bot-silent",
                    bot.run(),
                    CRITICAL,
                    "The bot's run %s was not seen for %d min".formatted(bot.run(), bot.seenSecondsAgo() / 60),
                    "Its orders and positions stay as they are, and it goes on from there: ./quarterdeck status names its"
                            + " log."));
        }
        bot.halts().stream()
                .collect(Collectors.groupingBy(PostgresLook.Halt::guard, TreeMap::new, Collectors.toList()))
                .forEach((guard, halts) -> findings.add(halted(bot.run(), guard, halts)));
    }

    private static Finding halted(String run, String guard, List<PostgresLook.Halt> halts) {
        var account = halts.stream().filter(halt -> halt.symbol() == null).findFirst();
        PostgresLook.Halt first = account.orElse(halts.get(0));
        String of = account.isPresent()
                ? ""
                : halts.stream().map(PostgresLook.Halt::symbol).collect(Collectors.joining(", ", " for ", ""));
        return new Finding(
                "bot-halted",
                run + " " + guard,
                account.isPresent() ? CRITICAL : WARNING,
                "The bot's run %s is halted%s by %s (%s): %s"
                        .formatted(run, of, guard, first.halt(), firstLine(first.detail())),
                "The page Trading says what stands and how to resume.");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String name(String source) {
        return source.equals("postgres") ? "PostgreSQL" : "Kafka";
    }
}
