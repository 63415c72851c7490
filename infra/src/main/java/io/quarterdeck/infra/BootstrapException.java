package io.quarterdeck.infra;

/** Bootstrap cannot bring the servers to the wanted state; the message says what was found and what to do. */
public final class BootstrapException extends Exception {

    private static final long serialVersionUID = 1;

    BootstrapException(String message) {
        super(message);
    }

    BootstrapException(String message, Throwable cause) {
        super(message, cause);
    }
}
