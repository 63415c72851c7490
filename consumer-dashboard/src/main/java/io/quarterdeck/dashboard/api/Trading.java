package io.quarterdeck.dashboard.api;

import java.time.Instant;

/** The bot's page, until there is a bot. */
public final class Trading {

    public record Answer(Instant asOf, boolean available, String message) {}

    private Trading() {}

    public static Answer answer(Instant now) {
        return new Answer(
                now,
                false,
                "The trading bot is not here yet. Once it writes orders and fills, this page shows equity, positions and"
                        + " guards.");
    }
}
