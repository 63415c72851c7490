package io.quarterdeck.dashboard.access;

import java.time.Instant;

/**
 * Somebody who has logged in.
 *
 * @param user as the users file had it then
 * @param csrfToken what a request that changes something must carry besides the cookie
 * @param beganAt when
 * @param usedAt when it was last used
 */
public record Session(User user, String csrfToken, Instant beganAt, Instant usedAt) {

    /** The moment at which it ends if it is not used again. */
    public Instant expiresAt() {
        Instant idle = usedAt.plus(Sessions.IDLE);
        Instant absolute = beganAt.plus(Sessions.LONGEST);
        return idle.isBefore(absolute) ? idle : absolute;
    }

    Session used(Instant now) {
        return new Session(user, csrfToken, beganAt, now);
    }
}
