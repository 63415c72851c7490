package io.quarterdeck.infra;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The roles that services and people connect as; what each may do stands in the migrations.
 *
 * <p>Each has limits, so that none can take the server from the others. All connections together are fewer than the server
 * has ({@code max_connections} in {@code postgresql.conf}). The times are where a session starts, against accidents: it may
 * set others.
 */
enum Role {
    /** One connection per instance. A new partition waits for whoever reads the table, longer than the dashboard does. */
    DATA_STORAGE(8, Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(1)),

    /** The catalog's pool of two for each session of Spark, for {@code stream} and {@code maintain}; short statements. */
    STREAM_STORAGE(16, Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(1)),

    /** The schedule takes up to five, a run four; people run it by hand, too. A copy takes as long as Spark feeds it. */
    BATCH(24, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofMinutes(15)),

    /** Somebody looks and waits: the dashboard with a pool of six, and people. */
    DASHBOARD(8, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(1)),

    /** One or two connections per run; short statements, but for reading what a model learns from. */
    TRADING_BOT(8, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofMinutes(5)),

    /** Notebooks: large reads, and transactions that were forgotten and would hold up a migration. */
    ML_READER(20, Duration.ofMinutes(15), Duration.ofMinutes(1), Duration.ofMinutes(10));

    private final int connections;
    private final Duration statement;
    private final Duration lock;
    private final Duration idleInTransaction;

    Role(int connections, Duration statement, Duration lock, Duration idleInTransaction) {
        this.connections = connections;
        this.statement = statement;
        this.lock = lock;
        this.idleInTransaction = idleInTransaction;
    }

    /** The role's name in PostgreSQL: {@code data_storage}. */
    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The statements that set the role's limits; they hold for sessions that begin afterwards. */
    List<String> limits() {
        String alter = "ALTER ROLE " + sql();
        return List.of(
                alter + " CONNECTION LIMIT " + connections,
                alter + " SET statement_timeout = " + statement.toMillis(),
                alter + " SET lock_timeout = " + lock.toMillis(),
                alter + " SET idle_in_transaction_session_timeout = " + idleInTransaction.toMillis());
    }
}
