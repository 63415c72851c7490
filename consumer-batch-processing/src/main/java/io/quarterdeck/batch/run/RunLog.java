package io.quarterdeck.batch.run;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * The last lines that were logged since {@link #listen}, in memory: INFO and above of our own, WARN and above of all else, as
 * far as the configuration lets them through. Secrets are never logged, so there are none here.
 */
public final class RunLog implements AutoCloseable {

    static final int MOST_LINES = 500;
    static final int LONGEST_MESSAGE = 2000;

    private static final String OURS = "io.quarterdeck";

    /** One entry of the log; the message with what was thrown, if anything was. */
    public record Line(Instant at, String level, String logger, String message) {}

    private final Deque<Line> lines = new ArrayDeque<>();
    private final LoggerConfig root;
    private final Listener listener = new Listener();

    private RunLog(LoggerConfig root) {
        this.root = root;
    }

    /** Hears all that is logged from now on. */
    public static RunLog listen() {
        var context = LoggerContext.getContext(RunLog.class.getClassLoader(), false, null);
        var log = new RunLog(context.getConfiguration().getRootLogger());
        log.listener.start();
        log.root.addAppender(log.listener, Level.INFO, null);
        return log;
    }

    /** In the order in which they were logged. */
    public List<Line> lines() {
        synchronized (lines) {
            return new ArrayList<>(lines);
        }
    }

    @Override
    public void close() {
        root.removeAppender(listener.getName());
        listener.stop();
    }

    private final class Listener extends AbstractAppender {

        private Listener() {
            super("run log", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            boolean ours = event.getLoggerName().startsWith(OURS);
            if (!ours && !event.getLevel().isMoreSpecificThan(Level.WARN)) {
                return;
            }
            var line = new Line(
                    Instant.ofEpochMilli(event.getTimeMillis()),
                    event.getLevel().getStandardLevel().name(),
                    event.getLoggerName(),
                    message(event));
            synchronized (lines) {
                if (lines.size() == MOST_LINES) {
                    lines.removeFirst();
                }
                lines.addLast(line);
            }
        }
    }

    private static String message(LogEvent event) {
        String said = event.getMessage().getFormattedMessage();
        String whole = event.getThrown() == null ? said : said + ": " + event.getThrown();
        String text = whole.replace('\0', ' '); // which PostgreSQL does not store
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE - 1) + "…";
    }
}
