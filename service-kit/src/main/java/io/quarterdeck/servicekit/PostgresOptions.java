package io.quarterdeck.servicekit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How to reach PostgreSQL; every service that does takes it as a {@code @Mixin}. */
public final class PostgresOptions {

    @Option(
            names = "--postgres-url",
            paramLabel = "JDBC-URL",
            defaultValue = "${env:POSTGRES_URL:-jdbc:postgresql://localhost:5432/quarterdeck}",
            converter = UrlWithoutSecrets.class,
            description =
                    "The database, with TLS parameters if need be; without user and password. Env POSTGRES_URL; now"
                            + " ${DEFAULT-VALUE}.")
    public String url;

    @Option(
            names = "--postgres-user",
            paramLabel = "ROLE",
            required = true,
            defaultValue = "${env:POSTGRES_USER}",
            description = "Role to connect as. Env POSTGRES_USER.")
    public String user;

    @Option(
            names = "--postgres-password-file",
            paramLabel = "FILE",
            required = true,
            defaultValue = "${env:POSTGRES_PASSWORD_FILE}",
            description = "File that holds the role's password and nothing else. Env POSTGRES_PASSWORD_FILE.")
    public Path passwordFile;

    /** Refuses what is no such URL; and passwords: the URL is logged, and stands in the list of processes. */
    static final class UrlWithoutSecrets implements ITypeConverter<String> {

        private static final Pattern SECRET = Pattern.compile("[?&](ssl)?password=", Pattern.CASE_INSENSITIVE);

        @Override
        public String convert(String url) {
            if (SECRET.matcher(url).find()) {
                throw new TypeConversionException("holds a password; name the file with --postgres-password-file");
            }
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new TypeConversionException("'" + url + "' does not begin with jdbc:postgresql:");
            }
            return url;
        }
    }

    /** @throws IOException naming the file when it cannot be read */
    public String password() throws IOException {
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new IOException("--postgres-password-file: cannot read " + passwordFile + ": " + e, e);
        }
    }

    /**
     * A new connection; what it runs shows in {@code pg_stat_activity} under {@code applicationName}.
     *
     * @throws SQLException with the URL in its message, never the password
     */
    public Connection connect(String applicationName) throws SQLException, IOException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password());
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw new SQLException(
                    "cannot connect to " + url + " as " + user + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }
}
