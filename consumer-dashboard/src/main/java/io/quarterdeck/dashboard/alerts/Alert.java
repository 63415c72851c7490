package io.quarterdeck.dashboard.alerts;

import java.time.Instant;

/**
 * Something that somebody should look at.
 *
 * @param rule see {@link AlertRules}
 * @param severity {@code warning} or {@code critical}
 * @param endedAt null while it goes on
 */
public record Alert(
        String id, String rule, String severity, String message, String hint, Instant since, Instant endedAt) {

    Alert saying(String newMessage) {
        return new Alert(id, rule, severity, newMessage, hint, since, endedAt);
    }

    Alert ended(Instant at) {
        return new Alert(id, rule, severity, message, hint, since, at);
    }
}
