package io.quarterdeck.dashboard.pulse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * What PostgreSQL says about everybody's progress.
 *
 * @param stored how far consumer-data-storage is
 * @param lake how far consumer-stream-storage is
 * @param undecodable records kept as undecodable, at most {@link #MOST_UNDECODABLE}
 * @param run the newest run; null if there was none
 * @param quarters of each quarter what its newest run said
 * @param releases the names of those in force, newest quarter first
 * @param certificates the newest of each quarter, and the newest of all; newest first
 * @param schedule null if there was never one
 * @param bots runs of the trading bot that are to go on
 */
public record PostgresLook(
        List<Offset> stored,
        List<LakeOffset> lake,
        long undecodable,
        Run run,
        List<OfQuarter> quarters,
        List<String> releases,
        List<Certificate> certificates,
        Schedule schedule,
        List<Bot> bots) {

    public static final long MOST_UNDECODABLE = 100_000;

    public record Offset(String topic, int kafkaPartition, long nextOffset) {}

    /** @param notedAt when it was said last */
    public record LakeOffset(String topic, int kafkaPartition, long nextOffset, Instant notedAt) {}

    /**
     * @param step the one at work; null if none is
     * @param error null unless it failed
     */
    public record Run(
            int id,
            String state,
            List<String> quarters,
            Instant startedAt,
            Instant endedAt,
            String step,
            String error) {}

    /**
     * @param custody whether the audit found all stores alike; null if there was none
     */
    public record OfQuarter(String quarter, int run, String state, Instant startedAt, Boolean custody, JsonNode gate) {}

    /** As {@code governance.certificate} has it, and the hash of the one before as that one has it. */
    public record Certificate(
            long id,
            Instant createdAt,
            String quarter,
            String body,
            String prevHash,
            String hash,
            String signature,
            String publicKey,
            String hashBefore) {}

    /** @param running whether a run of the schedule is at work */
    public record Schedule(Instant nextRunAt, boolean running, Instant lastHeartbeat, int failures) {}

    /**
     * @param slot open time of the newest minute that it has dealt with; null before the first
     * @param seenAt when it said so, which was so many seconds before this look
     */
    public record Bot(String run, String state, Instant slot, Instant seenAt, long seenSecondsAgo, List<Halt> halts) {

        static final long SILENT_SECONDS = 60;

        public boolean silent() {
            return seenSecondsAgo > SILENT_SECONDS;
        }
    }

    /**
     * What a guard of the bot demands.
     *
     * @param symbol null: the whole account
     */
    public record Halt(String run, String guard, String symbol, String halt, String detail, Instant at) {}

    public PostgresLook {
        stored = List.copyOf(stored);
        lake = List.copyOf(lake);
        quarters = List.copyOf(quarters);
        releases = List.copyOf(releases);
        certificates = List.copyOf(certificates);
        bots = List.copyOf(bots);
    }
}
