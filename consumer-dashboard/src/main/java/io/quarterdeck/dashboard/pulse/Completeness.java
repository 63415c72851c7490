package io.quarterdeck.dashboard.pulse;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether it is proven that nothing is missing: what the newest certificates cover, against what PostgreSQL holds.
 *
 * @param state {@code proven}, {@code stale}, {@code failed} or {@code unproven}
 * @param certificate the newest; null if there is none
 */
public record Completeness(String state, Certificate certificate, String message) {

    /**
     * @param rows by topic
     * @param signature {@code valid}, {@code invalid} or {@code unchecked}
     */
    public record Certificate(String id, Instant createdAt, String quarter, Map<String, Long> rows, String signature) {}

    /**
     * What PostgreSQL holds of a topic.
     *
     * @param untimed rows without a time, which belong to every quarter
     */
    public record Held(long total, Map<Quarter, Long> quarters, long untimed) {}

    /**
     * Judges.
     *
     * @param newest of each quarter the newest certificate, and the newest of all rows; newest first
     * @param quarters what the newest run of each quarter said
     * @param held by topic; null while it is being counted
     * @param recentRows rows of the last hour, which no certificate needs to cover yet
     */
    public static Completeness judge(
            List<PostgresLook.Certificate> newest,
            List<PostgresLook.OfQuarter> quarters,
            Map<String, Held> held,
            long recentRows,
            Function<PostgresLook.Certificate, Signatures.Verdict> check) {
        if (newest.isEmpty()) {
            return new Completeness(
                    "unproven",
                    null,
                    "No audit has agreed yet. Run ./quarterdeck audit, or a quarter, which audits itself.");
        }
        var verdict = check.apply(newest.get(0));
        Certificate certificate = shown(newest.get(0), verdict);
        Optional<PostgresLook.Certificate> broken = newest.stream()
                .filter(one -> check.apply(one) == Signatures.Verdict.INVALID)
                .findFirst();
        if (broken.isPresent()) {
            return new Completeness(
                    "failed",
                    certificate,
                    "Certificate " + broken.get().id()
                            + " does not verify: it, or the one before it, was changed. Run ./quarterdeck audit verify.");
        }
        Optional<PostgresLook.OfQuarter> differs = quarters.stream()
                .filter(quarter -> Boolean.FALSE.equals(quarter.custody())
                        && newest.stream()
                                .noneMatch(one -> covers(one, quarter.quarter())
                                        && one.createdAt().isAfter(quarter.startedAt())))
                .findFirst();
        if (differs.isPresent()) {
            return new Completeness(
                    "failed",
                    certificate,
                    "The audit of " + differs.get().quarter() + " in run "
                            + differs.get().run() + " found rows that the stores do not hold alike.");
        }
        if (verdict == Signatures.Verdict.UNCHECKED) {
            return new Completeness(
                    "unproven",
                    certificate,
                    "There is a certificate, and no public key to verify it with: start the dashboard with --public-key.");
        }
        if (held == null) {
            return new Completeness("unproven", certificate, "The stored rows are being counted.");
        }
        return compare(newest, held, recentRows, certificate);
    }

    private static Completeness compare(
            List<PostgresLook.Certificate> newest, Map<String, Held> held, long recentRows, Certificate certificate) {
        long uncovered = 0;
        for (Map.Entry<String, Held> topic : held.entrySet()) {
            long missing = uncovered(newest, topic.getKey(), topic.getValue());
            if (missing < 0) {
                return new Completeness(
                        "failed",
                        certificate,
                        "PostgreSQL holds %,d rows of %s less than were certified."
                                .formatted(-missing, topic.getKey()));
            }
            uncovered += missing;
        }
        if (uncovered == 0) {
            return new Completeness("proven", certificate, "Every stored row is certified.");
        }
        if (uncovered <= recentRows) {
            return new Completeness(
                    "proven",
                    certificate,
                    "Every stored row is certified but %,d of the last hour.".formatted(uncovered));
        }
        return new Completeness(
                "stale", certificate, "%,d stored rows are in no certificate yet.".formatted(uncovered));
    }

    /** Rows of a topic that no certificate covers; negative if one covers more than there are. */
    private static long uncovered(List<PostgresLook.Certificate> newest, String topic, Held held) {
        Long ofAll = null;
        var byQuarter = new TreeMap<Quarter, Long>();
        for (PostgresLook.Certificate certificate : newest) {
            long rows = rows(certificate).getOrDefault(topic, 0L);
            if (certificate.quarter() == null) {
                ofAll = held.total() - rows;
            } else {
                byQuarter.put(Quarter.parse(certificate.quarter()), rows);
            }
        }
        if (ofAll != null && ofAll <= 0) {
            return ofAll;
        }
        long missing = 0;
        for (Map.Entry<Quarter, Long> quarter : held.quarters().entrySet()) {
            Long certified = byQuarter.get(quarter.getKey());
            long expected = quarter.getValue() + held.untimed();
            if (certified != null && certified > expected) {
                return expected - certified;
            }
            missing += certified == null ? quarter.getValue() : expected - certified;
        }
        if (held.quarters().isEmpty()) {
            missing = held.untimed();
        }
        return ofAll == null ? missing : Math.min(ofAll, missing);
    }

    private static boolean covers(PostgresLook.Certificate certificate, String quarter) {
        return certificate.quarter() == null || certificate.quarter().equals(quarter);
    }

    private static Certificate shown(PostgresLook.Certificate certificate, Signatures.Verdict verdict) {
        return new Certificate(
                String.valueOf(certificate.id()),
                certificate.createdAt(),
                certificate.quarter(),
                rows(certificate),
                verdict.name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Long> rows(PostgresLook.Certificate certificate) {
        JsonNode topics = Json.tree(certificate.body()).path("topics");
        return java.util.stream.StreamSupport.stream(topics.spliterator(), false)
                .collect(Collectors.toMap(
                        topic -> topic.path("topic").asText(),
                        topic -> topic.path("rows").asLong(),
                        Long::sum,
                        TreeMap::new));
    }
}
