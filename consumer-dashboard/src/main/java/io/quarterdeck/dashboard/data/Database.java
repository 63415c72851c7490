package io.quarterdeck.dashboard.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * A few connections, shared. All that one {@link #read} sees is of one moment; it can change nothing. While PostgreSQL is
 * known to be down nobody waits for it.
 */
public final class Database implements AutoCloseable {

    private static final int CONNECTIONS = 6;
    private static final Duration CONNECT = Duration.ofSeconds(4);

    /** Of one statement: somebody looks and waits. */
    private static final Duration STATEMENT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final BooleanSupplier up;

    private Database(HikariDataSource pool, BooleanSupplier up) {
        this.pool = pool;
        this.up = up;
        this.jdbi = jdbi(pool);
    }

    /**
     * Connects when first asked.
     *
     * @param up whether PostgreSQL answers, as far as is known
     */
    public static Database open(PostgresOptions postgres, BooleanSupplier up) {
        var config = new HikariConfig();
        config.setPoolName("postgres");
        config.setJdbcUrl(postgres.url);
        config.setCredentialsProvider(() -> credentials(postgres)); // read again, as it may be a new one
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.addDataSourceProperty("ApplicationName", "consumer-dashboard");
        config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()));
        config.addDataSourceProperty("loginTimeout", String.valueOf(CONNECT.toSeconds()));
        config.addDataSourceProperty(
                "socketTimeout", String.valueOf(STATEMENT.plusSeconds(5).toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty(
                "options", "-c TimeZone=UTC -c jit=off -c statement_timeout=" + STATEMENT.toMillis());
        return new Database(new HikariDataSource(config), up);
    }

    private static Credentials credentials(PostgresOptions postgres) {
        try {
            return Credentials.of(postgres.user, postgres.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows become records, column by column; JSON becomes a tree. */
    public static void configure(Jdbi jdbi) {
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP); // SQL is SQL: < is less than
        jdbi.registerColumnMapper(
                JsonNode.class,
                (row, column, context) -> row.getString(column) == null ? null : Json.tree(row.getString(column)));
        jdbi.registerRowMapper((RowMapperFactory) (type, config) -> {
            Class<?> wanted = GenericTypes.getErasedType(type);
            return wanted.isRecord() ? Optional.of(ConstructorMapper.of(wanted)) : Optional.empty();
        });
    }

    private static Jdbi jdbi(HikariDataSource pool) {
        var jdbi = Jdbi.create(pool);
        configure(jdbi);
        return jdbi;
    }

    /**
     * Reads in one transaction.
     *
     * @throws ApiException when PostgreSQL is down, or takes too long
     */
    public <T> T read(HandleCallback<T, RuntimeException> reading) {
        return ask(reading);
    }

    /** Writes in one transaction that sees what others have committed. */
    public <T> T write(HandleCallback<T, RuntimeException> writing) {
        return ask(handle -> {
            handle.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE");
            return writing.withHandle(handle);
        });
    }

    private <T> T ask(HandleCallback<T, RuntimeException> asking) {
        if (!up.getAsBoolean()) {
            throw ApiException.sourceDown("postgres", "PostgreSQL does not answer");
        }
        try {
            return jdbi.inTransaction(asking);
        } catch (JdbiException e) {
            throw refusal(e).orElseThrow(() -> e);
        }
    }

    /** Streams rows to a client that takes its time; statements may take longer than others. */
    public <E extends Exception> void stream(Duration limit, StreamCallback<E> streaming) throws E {
        if (!up.getAsBoolean()) {
            throw ApiException.sourceDown("postgres", "PostgreSQL does not answer");
        }
        try (Handle handle = jdbi.open()) {
            handle.begin();
            handle.execute("SET LOCAL statement_timeout = " + limit.toMillis());
            streaming.with(handle);
            handle.rollback();
        } catch (JdbiException e) {
            throw refusal(e).orElseThrow(() -> e);
        }
    }

    /** Works with a transaction that is open. */
    public interface StreamCallback<E extends Exception> {
        void with(Handle handle) throws E;
    }

    private Optional<RuntimeException> refusal(JdbiException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException && cause.getCause() == null && up.getAsBoolean()) {
                return Optional.of(ApiException.busy("postgres", "all connections to PostgreSQL are in use"));
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.ofNullable(refusal(sql));
            }
        }
        return cannotConnect(e) ? Optional.of(down()) : Optional.empty();
    }

    private static boolean cannotConnect(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException refusal(SQLException e) {
        String state = e.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P") || state.equals("53300")) {
            return down();
        }
        return state.equals("57014") ? ApiException.busy("postgres", "PostgreSQL took too long") : null;
    }

    private static ApiException down() {
        return ApiException.sourceDown("postgres", "PostgreSQL does not answer");
    }

    @Override
    public void close() {
        pool.close();
    }
}
