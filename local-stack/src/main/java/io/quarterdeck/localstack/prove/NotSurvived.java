package io.quarterdeck.localstack.prove;

/** A fault after which something is not as it must be; the message says what. */
final class NotSurvived extends Exception {

    private static final long serialVersionUID = 1;

    NotSurvived(String message) {
        super(message);
    }
}
