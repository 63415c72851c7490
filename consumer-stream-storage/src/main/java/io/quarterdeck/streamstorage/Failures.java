package io.quarterdeck.streamstorage;

/** Puts a failure into one line for the person who must act on it. */
final class Failures {

    private Failures() {}

    /** First line of the innermost message, for Spark wraps the cause several times and appends plans to it. */
    static String oneLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        String line = message.lines().findFirst().orElse(root.toString()).strip();
        return root instanceof IllegalStateException || root instanceof IllegalArgumentException
                ? line
                : root.getClass().getSimpleName() + ": " + line;
    }
}
