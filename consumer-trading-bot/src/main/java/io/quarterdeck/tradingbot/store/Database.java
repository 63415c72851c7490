package io.quarterdeck.tradingbot.store;

import io.quarterdeck.servicekit.PostgresFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL over one connection, which is opened again after a failure. What fails and may pass is tried again until it works.
 * Not thread-safe.
 */
public final class Database implements AutoCloseable {

    /** Opens a connection with the rights of role {@code trading_bot}. */
    public interface Connector {
        Connection connect() throws SQLException, IOException;
    }

    /** Done again from the beginning after a failure that passes, even if it had been committed when its answer was lost. */
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Connector connector;
    private final Predicate<Duration> pause;
    private Connection connection;

    /** @param pause waits so long, and says whether to try again */
    public Database(Connector connector, Predicate<Duration> pause) {
        this.connector = connector;
        this.pause = pause;
    }

    /** Fails at once. */
    public static Database withoutPatience(Connector connector) {
        return new Database(connector, pause -> false);
    }

    public <T> T inTransaction(Work<T> work) throws SQLException, IOException {
        Duration next = FIRST_PAUSE;
        while (true) {
            try {
                return once(work);
            } catch (SQLException e) {
                if (!PostgresFailure.passes(e)) {
                    throw e;
                }
                log.warn("PostgreSQL: next try in {} ms: {}", next.toMillis(), e.getMessage());
                if (!pause.test(next)) {
                    throw e;
                }
                Duration doubled = next.multipliedBy(2);
                next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException, IOException {
        if (connection == null) {
            connection = connector.connect();
            connection.setAutoCommit(false);
        }
        boolean committed = false;
        try {
            T result = work.on(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                close();
            }
        }
    }

    /** Drops the connection and with it a transaction in hand. */
    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("closing a connection that may be gone already", e);
            }
            connection = null;
        }
    }
}
