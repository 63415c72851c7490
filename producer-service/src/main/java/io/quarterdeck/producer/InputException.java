package io.quarterdeck.producer;

/**
 * An input that cannot be taken as it is: its message is one line for the user, naming the file, what was found and what
 * to do next. The run ends with exit code 1.
 */
final class InputException extends RuntimeException {

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
