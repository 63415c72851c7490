package io.quarterdeck.tradingbot.store;

/** The journal could not be written, and the run must end: what it did since its last commit has not happened. */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
