package io.quarterdeck.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a demo did: {@code demo.json}, and the table at its end. */
final class DemoReport {

    /**
     * @param rows that are there after the step; null where rows mean nothing
     * @param seconds shared by all kinds of events that were worked on together
     * @param rowsPerSecond null where no row was worked on
     */
    record Step(String step, Long rows, double seconds, Long rowsPerSecond, String detail) {}

    record Summary(List<Step> steps, double secondsInAll, List<Release> releases) {}

    private final List<Step> steps = new ArrayList<>();

    /** A step without rows. */
    void add(String step, Duration took, String detail) {
        steps.add(new Step(step, null, seconds(took), null, detail));
    }

    /**
     * @param rows that are there now
     * @param worked rows of them that this run worked on
     */
    void add(String step, long rows, long worked, Duration took, String detail) {
        double seconds = seconds(took);
        Long rate = worked > 0 && seconds > 0 ? Math.round(worked / seconds) : null;
        steps.add(new Step(step, rows, seconds, rate, detail));
    }

    Summary summary(Duration inAll, List<Release> releases) {
        return new Summary(List.copyOf(steps), seconds(inAll), List.copyOf(releases));
    }

    void tell(Narrator narrator) {
        narrator.say("  %-34s %12s %9s %10s".formatted("step", "rows", "seconds", "rows/s"));
        for (Step step : steps) {
            narrator.say(String.format(
                            Locale.ROOT,
                            "  %-34s %12s %9.1f %10s   %s",
                            step.step(),
                            number(step.rows()),
                            step.seconds(),
                            number(step.rowsPerSecond()),
                            step.detail())
                    .stripTrailing());
        }
    }

    private static String number(Long value) {
        return value == null ? "" : String.format(Locale.ROOT, "%,d", value);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
