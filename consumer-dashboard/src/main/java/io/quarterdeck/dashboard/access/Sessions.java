package io.quarterdeck.dashboard.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is logged in; in memory, so a restart logs everybody out. An id has 256 random bits, and only its hash is kept. A
 * session ends after {@link #IDLE} without use, at the latest after {@link #LONGEST}, and when its user is no longer in the
 * users file as it was.
 */
public final class Sessions {

    public static final Duration IDLE = Duration.ofHours(1);
    public static final Duration LONGEST = Duration.ofHours(12);

    /** Far more than there are people; the ones that were not used for longest make room. */
    private static final int MOST = 1000;

    private final Users users;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byHash = new ConcurrentHashMap<>();

    /** @param id what the cookie holds; kept nowhere */
    public record Begun(String id, Session session) {}

    public Sessions(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** A new session under a new id, whatever id the client had before. */
    public Begun begin(User user) {
        Instant now = clock.instant();
        makeRoom(now);
        String id = token();
        var session = new Session(user, token(), now, now);
        byHash.put(hash(id), session);
        return new Begun(id, session);
    }

    /** The session of the id, used now. */
    public Optional<Session> use(String id) {
        Instant now = clock.instant();
        return Optional.ofNullable(
                byHash.computeIfPresent(hash(id), (hash, session) -> alive(session, now) ? session.used(now) : null));
    }

    /** Whether the session of the id goes on, which is no use of it. */
    public boolean alive(String id) {
        Session session = byHash.get(hash(id));
        return session != null && alive(session, clock.instant());
    }

    public void end(String id) {
        byHash.remove(hash(id));
    }

    private boolean alive(Session session, Instant now) {
        return now.isBefore(session.expiresAt())
                && users.find(session.user().name()).equals(Optional.of(session.user()));
    }

    private void makeRoom(Instant now) {
        byHash.values().removeIf(session -> !now.isBefore(session.expiresAt()));
        while (byHash.size() >= MOST) {
            byHash.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().usedAt()))
                    .ifPresent(oldest -> byHash.remove(oldest.getKey()));
        }
    }

    private String token() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }
}
