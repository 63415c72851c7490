package io.quarterdeck.localstack;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells the person at the terminal what happens; results of a command go to standard output, the story here. */
final class Narrator {

    private final PrintWriter out;

    Narrator(PrintWriter out) {
        this.out = out;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One step that is done: what, how long it took, and a word more. */
    void step(String what, Duration took, String detail) {
        say("  %-26s %6s   %s".formatted(what, seconds(took), detail));
    }

    void warn(String message) {
        say("! " + message);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
