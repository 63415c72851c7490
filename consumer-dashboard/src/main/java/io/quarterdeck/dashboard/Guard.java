package io.quarterdeck.dashboard;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.quarterdeck.dashboard.access.Addresses;
import io.quarterdeck.dashboard.access.LoginLimit;
import io.quarterdeck.dashboard.access.Role;
import io.quarterdeck.dashboard.access.Session;
import io.quarterdeck.dashboard.access.Sessions;
import io.quarterdeck.dashboard.access.User;
import io.quarterdeck.dashboard.access.Users;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.dashboard.web.Route;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every request: is it for us, does it come from our pages, is somebody logged in, and may they? What is not
 * allowed here by name needs a session.
 */
final class Guard {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    static final String COOKIE = "quarterdeck";
    static final String LOGIN = "/api/v1/login";
    static final int MOST_BYTES = 16 << 10;

    private static final String SESSION = "session";
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    /** Hashing a password is slow by design; so many at once, and the others wait. */
    private static final int LOGINS_AT_ONCE = 2;

    private static final Duration LOGIN_PATIENCE = Duration.ofSeconds(10);

    private final Addresses addresses;
    private final Users users;
    private final Sessions sessions;
    private final LoginLimit limit;
    private final String version;
    private final boolean tls;
    private final Semaphore logins = new Semaphore(LOGINS_AT_ONCE, true);

    Guard(Addresses addresses, Users users, Sessions sessions, LoginLimit limit, String version, boolean tls) {
        this.addresses = addresses;
        this.users = users;
        this.sessions = sessions;
        this.limit = limit;
        this.version = version;
        this.tls = tls;
    }

    /** Who is logged in, as the pages see it. */
    record Seen(String user, String role, String csrfToken, Instant expiresAt, String version) {}

    private record Login(String user, String password) {}

    /** Lets the request pass, or throws {@link ApiException}; a page without a session leads to the login. */
    void check(Context http) {
        if (!addresses.ours(http.header("Host"))) {
            throw ApiException.badRequest(
                    "the dashboard is not known under this name", "Use localhost, or start it with --allowed-hosts.");
        }
        if (http.contentLength() > MOST_BYTES) {
            throw ApiException.tooLarge("the body is larger than " + MOST_BYTES + " bytes");
        }
        boolean changes = !READING.contains(http.method());
        if (changes
                && !Addresses.sameOrigin(Optional.ofNullable(http.header("Origin")), scheme(), http.header("Host"))) {
            throw ApiException.forbidden(
                    "wrong-origin", "the request does not come from the dashboard's pages", "Send the header Origin.");
        }
        String path = http.path();
        if (path.startsWith("/assets/") || path.equals("/login") || path.equals(LOGIN)) {
            return;
        }
        Optional<Session> session = id(http).flatMap(sessions::use);
        if (session.isEmpty()) {
            if (path.startsWith("/api/") || changes) {
                throw ApiException.unauthorized("no-session", "nobody is logged in, or the session has ended");
            }
            http.redirect("/login" + (path.equals("/") ? "" : "?next=" + asked(http)));
            http.skipRemainingHandlers();
            return;
        }
        if (changes && !equal(session.get().csrfToken(), http.header("X-CSRF-Token"))) {
            throw ApiException.forbidden(
                    "bad-csrf-token", "the request lacks the session's token", "Send the header X-CSRF-Token.");
        }
        http.attribute(SESSION, session.get());
    }

    void requireRole(Context http, Route route) {
        if (route.isPublic()) {
            return;
        }
        Session session = session(http);
        if (!session.user().role().includes(route.needs())) {
            log.warn(
                    "refused user={} {} {}: needs {}",
                    session.user().name(),
                    http.method(),
                    http.path(),
                    route.needs());
            throw ApiException.forbidden(
                    "not-allowed", "this needs the role " + route.needs().text(), "Log in as an operator.");
        }
    }

    /** The session of a request that has passed. */
    Session session(Context http) {
        Session session = http.attribute(SESSION);
        if (session == null) {
            throw new IllegalStateException("not passed by check: " + http.path());
        }
        return session;
    }

    /** Whether the session of the request goes on; for answers that take long. */
    boolean goesOn(Context http) {
        return id(http).filter(sessions::alive).isPresent();
    }

    Seen seen(Context http) {
        return seen(session(http));
    }

    private Seen seen(Session session) {
        return new Seen(
                session.user().name(), session.user().role().text(), session.csrfToken(), session.expiresAt(), version);
    }

    /** Checks user and password, and gives the client a new session. */
    Seen login(Context http) throws IOException, InterruptedException {
        Login login = Json.body(body(http), Login.class);
        if (login.user() == null || login.password() == null || login.user().length() > 32) {
            throw ApiException.unauthorized("bad-login", "user or password is wrong");
        }
        String address = http.ip();
        Optional<Duration> wait = limit.tryNow(login.user(), address);
        if (wait.isPresent()) {
            log.warn("login limit user={} address={}", Parameters.shown(login.user()), address);
            throw ApiException.tooMany("too-many-logins", "too many logins failed", wait.get());
        }
        Optional<User> user = verified(login);
        if (user.isEmpty()) {
            log.warn("login failed user={} address={}", Parameters.shown(login.user()), address);
            throw ApiException.unauthorized("bad-login", "user or password is wrong");
        }
        limit.succeeded(login.user(), address);
        id(http).ifPresent(sessions::end);
        var begun = sessions.begin(user.get());
        http.header("Set-Cookie", cookie(begun.id(), ""));
        log.info(
                "login user={} role={} address={}",
                user.get().name(),
                user.get().role().text(),
                address);
        return seen(begun.session());
    }

    private Optional<User> verified(Login login) throws InterruptedException {
        if (!logins.tryAcquire(LOGIN_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw ApiException.tooMany("too-many-logins", "too many people are logging in", LOGIN_PATIENCE);
        }
        try {
            return users.verify(login.user(), login.password());
        } finally {
            logins.release();
        }
    }

    void logout(Context http) {
        id(http).ifPresent(sessions::end);
        http.header("Set-Cookie", cookie("", "; Max-Age=0"));
    }

    /** The whole body, which is small. */
    static byte[] body(Context http) throws IOException {
        byte[] body = http.bodyInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw ApiException.tooLarge("the body is larger than " + MOST_BYTES + " bytes");
        }
        return body;
    }

    private String cookie(String value, String more) {
        return COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "") + more;
    }

    /** Where to go after the login; the page of the login takes it only if it is a page of ours. */
    private static String asked(Context http) {
        String query = http.queryString();
        return URLEncoder.encode(http.path() + (query == null ? "" : "?" + query), StandardCharsets.UTF_8);
    }

    private String scheme() {
        return tls ? "https" : "http";
    }

    private static Optional<String> id(Context http) {
        return Optional.ofNullable(http.cookie(COOKIE)).filter(id -> !id.isEmpty() && id.length() <= 100);
    }

    private static boolean equal(String expected, String found) {
        return found != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a route that anybody may ask, as the only one. */
    static Route loginRoute(Route.Handler handler) {
        return Route.post(LOGIN, (Role) null, handler);
    }
}
