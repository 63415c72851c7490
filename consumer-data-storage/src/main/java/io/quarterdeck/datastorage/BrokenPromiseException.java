package io.quarterdeck.datastorage;

/**
 * Going on would lose or repeat records, so the service stops. The message says where, what was expected and found, and
 * what to do.
 */
final class BrokenPromiseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenPromiseException(String message) {
        super(message);
    }

    BrokenPromiseException(String message, Throwable cause) {
        super(message, cause);
    }
}
