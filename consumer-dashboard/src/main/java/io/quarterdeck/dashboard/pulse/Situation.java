package io.quarterdeck.dashboard.pulse;

import io.quarterdeck.marketdata.SourceManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that was seen, for those who judge it.
 *
 * @param down by source, for how long it has not answered
 * @param standing by consumer, for how long it has not moved although it is behind; not those that move or are done
 * @param postgres what PostgreSQL said last; null if it never did
 * @param completeness null until it could be judged
 */
public record Situation(
        Instant now,
        Pulse pulse,
        Map<String, Duration> down,
        Map<String, Duration> standing,
        PostgresLook postgres,
        List<SourceManifest> manifests,
        Completeness completeness) {}
