package io.quarterdeck.infra;

import io.quarterdeck.infra.secrets.Secrets;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Roles with their passwords, the database, and its migrations; at the end every role must be able to log in. */
final class PostgresBootstrap {

    private static final Logger log = LoggerFactory.getLogger(PostgresBootstrap.class);

    private static final String APPLICATION = "bootstrap";
    private static final String ALL_CONNECTIONS_TAKEN = "53300";
    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/?]*/)([a-z_][a-z0-9_]*)(\\?.*)?");

    private final PostgresOptions owner;
    private final String database;
    private final PostgresOptions maintenance;
    private final Secrets secrets;
    private final Patience patience;

    /**
     * @param owner the database to prepare, and a role that may create roles and databases
     * @throws BootstrapException when the URL does not name a database
     */
    PostgresBootstrap(PostgresOptions owner, Secrets secrets, Patience patience) throws BootstrapException {
        Matcher url = URL.matcher(owner.url);
        if (!url.matches()) {
            throw new BootstrapException("--postgres-url: '" + owner.url
                    + "' is not of the form jdbc:postgresql://HOST:PORT/DATABASE with a lower-case database name");
        }
        this.owner = owner;
        this.database = url.group(2);
        this.maintenance = options(
                url.group(1) + "postgres" + (url.group(3) == null ? "" : url.group(3)), owner.user, owner.passwordFile);
        this.secrets = secrets;
        this.patience = patience;
    }

    /** @throws BootstrapException when PostgreSQL is not there or refuses, or a password file cannot be had */
    void prepare() throws BootstrapException, InterruptedException {
        try {
            try (var server = patience.until("PostgreSQL at " + maintenance.url, this::connect)) {
                createRoles(server);
                createDatabase(server);
            }
            try (var connection = owner.connect(APPLICATION)) {
                checkEncoding(connection);
                restrict(connection);
            }
            migrate();
            for (Role role : Role.values()) {
                checkLogin(role);
            }
        } catch (SQLException e) {
            throw new BootstrapException("PostgreSQL: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BootstrapException("password files: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws Patience.NotYet, BootstrapException {
        try {
            new OwnerRotation(maintenance).run(APPLICATION);
            return maintenance.connect(APPLICATION);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            boolean starting = state.startsWith("08") || state.equals("57P03"); // no connection; "is starting up"
            if (starting) {
                throw new Patience.NotYet(e);
            }
            throw new BootstrapException(e.getMessage(), e);
        } catch (IOException e) {
            throw new BootstrapException(e.getMessage(), e);
        }
    }

    /** A password file and the database agree afterwards, whichever of them is new. */
    private void createRoles(Connection server) throws SQLException, IOException {
        for (Role role : Role.values()) {
            if (!exists(server, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.sql())) {
                execute(server, "CREATE ROLE " + role.sql() + " LOGIN");
                log.info("created role {}, password in {}", role.sql(), secrets.file(role.sql()));
            }
            // The driver computes the SCRAM verifier: the password itself never leaves this process.
            server.unwrap(PGConnection.class)
                    .alterUserPassword(role.sql(), secrets.password(role.sql()).toCharArray(), "scram-sha-256");
            for (String limit : role.limits()) {
                execute(server, limit);
            }
        }
    }

    private void createDatabase(Connection server) throws SQLException {
        if (!exists(server, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
            execute(server, "CREATE DATABASE " + database);
            log.info("created database {}", database);
        }
    }

    private void checkEncoding(Connection connection) throws SQLException, BootstrapException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW server_encoding")) {
            row.next();
            if (!row.getString(1).equals("UTF8")) {
                throw new BootstrapException("database " + database + " has the encoding " + row.getString(1)
                        + ", not UTF8: content hashes would differ; create it anew with ENCODING 'UTF8'");
            }
        }
    }

    private void restrict(Connection connection) throws SQLException {
        execute(connection, "ALTER DATABASE " + database + " SET timezone = 'UTC'");
        execute(connection, "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        for (Role role : Role.values()) {
            execute(connection, "GRANT CONNECT ON DATABASE " + database + " TO " + role.sql());
        }
    }

    private void migrate() throws IOException, BootstrapException {
        try {
            Flyway flyway = Flyway.configure(PostgresBootstrap.class.getClassLoader())
                    .dataSource(owner.url, owner.user, owner.password())
                    .locations("classpath:migrations") // with the folders below it, one per schema
                    .defaultSchema("infra")
                    .placeholderReplacement(false)
                    .load();
            int applied = flyway.migrate().migrationsExecuted;
            log.info(
                    "migrations applied={} version={}",
                    applied,
                    flyway.info().current().getVersion());
        } catch (FlywayException e) {
            throw new BootstrapException("migrations: " + e.getMessage(), e);
        }
    }

    private void checkLogin(Role role) throws BootstrapException, IOException {
        try {
            options(owner.url, role.sql(), secrets.file(role.sql()))
                    .connect(APPLICATION)
                    .close();
        } catch (SQLException e) {
            if (ALL_CONNECTIONS_TAKEN.equals(e.getSQLState())) {
                log.warn("role {} has all its connections in use", role.sql()); // and they were let in
                return;
            }
            throw new BootstrapException(
                    "role " + role.sql() + " cannot log in with " + secrets.file(role.sql()) + ": " + e.getMessage(),
                    e);
        }
    }

    private static PostgresOptions options(String url, String user, Path passwordFile) {
        var options = new PostgresOptions();
        options.url = url;
        options.user = user;
        options.passwordFile = passwordFile;
        return options;
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
