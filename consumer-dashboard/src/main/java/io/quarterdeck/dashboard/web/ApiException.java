package io.quarterdeck.dashboard.web;

import java.time.Duration;
import java.util.Optional;

/** Why a request is not answered: an HTTP status, a code for programs, a message and a hint for people. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String hint;
    private final String source;
    private final Duration retryAfter;

    private ApiException(int status, String code, String message, String hint, String source, Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.source = source;
        this.retryAfter = retryAfter;
    }

    public static ApiException badRequest(String message, String hint) {
        return new ApiException(400, "bad-request", message, hint, null, null);
    }

    public static ApiException unauthorized(String code, String message) {
        return new ApiException(401, code, message, "Log in at /login.", null, null);
    }

    public static ApiException forbidden(String code, String message, String hint) {
        return new ApiException(403, code, message, hint, null, null);
    }

    public static ApiException notFound(String message, String hint) {
        return new ApiException(404, "not-found", message, hint, null, null);
    }

    public static ApiException conflict(String message, String hint) {
        return new ApiException(409, "conflict", message, hint, null, null);
    }

    public static ApiException tooLarge(String message) {
        return new ApiException(413, "too-large", message, "Send less.", null, null);
    }

    public static ApiException tooMany(String code, String message, Duration retryAfter) {
        return new ApiException(429, code, message, "Try again in " + retryAfter.toSeconds() + " s.", null, retryAfter);
    }

    /** @param source {@code postgres} or {@code kafka} */
    public static ApiException sourceDown(String source, String message) {
        return new ApiException(
                503,
                "source-down",
                message,
                "The dashboard goes on as soon as it is back; ./quarterdeck status says how the stack is.",
                source,
                null);
    }

    /** The source is there, but did not answer in time. */
    public static ApiException busy(String source, String message) {
        return new ApiException(503, "busy", message, "Try again in a moment.", source, null);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** As it goes out. */
    public Body body() {
        return new Body(new Reason(code, getMessage(), hint, source));
    }

    /** The JSON of every answer that is an error. */
    public record Body(Reason error) {}

    /** @param source the store that is to blame; null if none is */
    public record Reason(String code, String message, String hint, String source) {}
}
