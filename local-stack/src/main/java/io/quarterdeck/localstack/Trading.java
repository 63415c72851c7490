package io.quarterdeck.localstack;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** How far the bot's live run has come in the bars that have landed. */
final class Trading {

    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(3);

    /** The newest minute with a bar that can be traded on. */
    private static final String NEWEST_BAR = """
            SELECT max(open_time) FROM raw.bars
             WHERE symbol = ANY (?) AND open_time = date_trunc('minute', open_time)
               AND low > 0 AND low <= least(open, close) AND high >= greatest(open, close) AND volume >= 0""";

    private static final String NEWEST_MINUTE = """
            SELECT slot FROM trading.progress JOIN trading.run ON name = run
             WHERE mode = 'live' ORDER BY seen_at DESC LIMIT 1""";

    private final RunningStack stack;
    private final Connection connection;

    /** @param connection as the dashboard, which sees both */
    Trading(RunningStack stack, Connection connection) {
        this.stack = stack;
        this.connection = connection;
    }

    /**
     * Waits until the bot has dealt with the newest bar of what it trades.
     *
     * @return empty when it has; else what keeps it, after a minute without progress
     * @throws IOException when it fails
     */
    Optional<String> await() throws IOException, SQLException, InterruptedException {
        OffsetDateTime goal = newestBar();
        OffsetDateTime last = null;
        var lastProgress = Instant.now();
        while (goal != null) {
            stack.requireAlive(ServiceCommands.TRADING_BOT);
            OffsetDateTime minute = newestMinute();
            if (minute != null && !minute.isBefore(goal)) {
                break;
            }
            if (minute != null && !minute.equals(last)) {
                last = minute;
                lastProgress = Instant.now();
            }
            if (Duration.between(lastProgress, Instant.now()).compareTo(LONGEST_STANDSTILL) > 0) {
                return Optional.of("the bot has come to " + (last == null ? "no bar" : last) + ", and the newest is of "
                        + goal + "; see " + stack.home().log(ServiceCommands.TRADING_BOT));
            }
            Thread.sleep(PAUSE_BETWEEN_LOOKS.toMillis());
        }
        return Optional.empty();
    }

    private OffsetDateTime newestBar() throws SQLException {
        try (var statement = connection.createStatement();
                var select = connection.prepareStatement(NEWEST_BAR)) {
            statement.execute("SET statement_timeout = 0"); // of a large input it takes longer than people wait
            select.setArray(
                    1,
                    connection.createArrayOf("text", ServiceCommands.symbols().toArray()));
            try (var row = select.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class);
            }
        }
    }

    private OffsetDateTime newestMinute() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(NEWEST_MINUTE)) {
            return row.next() ? row.getObject(1, OffsetDateTime.class) : null;
        }
    }
}
