package io.quarterdeck.localstack;

import io.quarterdeck.infra.secrets.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL server of our own on the loopback address, with its data in a folder that survives restarts. It is a real
 * one: fsync on, passwords checked (scram-sha-256). Its superuser is {@value #OWNER}.
 *
 * <pre>{@code
 * try (var postgres = EmbeddedPostgres.open(folder);
 *         var connection = postgres.connect()) { ... }
 * }</pre>
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** The superuser, for bootstrap alone. */
    public static final String OWNER = "owner";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String SETTINGS = "/postgresql/postgresql.conf";

    private final Path cache;
    private final Path data;
    private final Path secrets;
    private final Path log;
    private final int port;
    private ChildProcess server;

    private EmbeddedPostgres(Path cache, Path data, Path secrets, Path log, int port) {
        this.cache = cache;
        this.data = data;
        this.secrets = secrets;
        this.log = log;
        this.port = port;
    }

    /** Starts a server on a free port, everything of it in {@code folder}; the programs lie in the user's cache. */
    public static EmbeddedPostgres open(Path folder) throws IOException {
        return open(
                PostgresBinaries.userCache(),
                folder.resolve("data"),
                folder.resolve("secrets"),
                folder.resolve("postgres.log"),
                FreePort.any());
    }

    /**
     * Starts a server and waits until it takes connections; makes its data folder first unless it is there.
     *
     * @param cache where the programs are unpacked to, once
     * @param secrets folder with the password of {@link #OWNER}, which is generated unless it is there
     * @throws IOException when it does not start, with the end of its log
     */
    public static EmbeddedPostgres open(Path cache, Path data, Path secrets, Path log, int port) throws IOException {
        var postgres = at(cache, data, secrets, log, port);
        postgres.start();
        return postgres;
    }

    /** The same, not started yet. */
    public static EmbeddedPostgres at(Path cache, Path data, Path secrets, Path log, int port) {
        return new EmbeddedPostgres(cache, data.toAbsolutePath(), secrets.toAbsolutePath(), log, port);
    }

    /** Starts the server again after {@link #stop} or {@link #kill}, on the same port. */
    public void start() throws IOException {
        server = launch();
        awaitReady(server);
    }

    ChildProcess launch() throws IOException {
        LinuxTools.require("setsid", "setpriv");
        var binaries = PostgresBinaries.in(cache);
        if (!Files.exists(data)) {
            initialize(binaries);
        }
        try (InputStream settings = EmbeddedPostgres.class.getResourceAsStream(SETTINGS)) {
            Files.copy(settings, data.resolve("postgresql.conf"), StandardCopyOption.REPLACE_EXISTING);
        }
        var command = asOrdinaryUser();
        command.addAll(List.of(
                binaries.program("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
        return ChildProcess.start("postgresql", command, Map.of(), ChildProcess.StopSignal.INT, log);
    }

    void awaitReady(ChildProcess process) throws IOException {
        process.awaitLine("database system is ready to accept connections", START_LIMIT);
    }

    /** Stops the server: open transactions are rolled back, all else is written. */
    public void stop() {
        if (server != null) {
            server.stop(STOP_LIMIT);
        }
    }

    /** Ends the server at once, as a crash does. */
    public void kill() {
        server.kill();
    }

    public int port() {
        return port;
    }

    /** JDBC URL of a database of this server, without user and password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The file with the password of {@link #OWNER}. */
    public Path passwordFile() {
        return secrets.resolve(OWNER + ".password");
    }

    /** A new connection as {@link #OWNER} to the database that every server has, {@code postgres}. */
    public Connection connect() throws SQLException, IOException {
        return DriverManager.getConnection(
                url("postgres"), OWNER, Files.readString(passwordFile()).strip());
    }

    @Override
    public void close() {
        stop();
    }

    Path log() {
        return log;
    }

    /** Made beside its final place and moved there when complete, so that a crash leaves no half-made data folder. */
    private void initialize(PostgresBinaries binaries) throws IOException {
        Path unfinished = data.resolveSibling(data.getFileName() + ".new");
        Folders.delete(unfinished);
        Files.createDirectories(data.getParent());
        Secrets.in(secrets).password(OWNER);
        var command = asOrdinaryUser();
        command.addAll(List.of(
                binaries.program("initdb"),
                "--pgdata=" + unfinished,
                "--username=" + OWNER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-sync"));
        var initdb = ChildProcess.start("initdb", command, Map.of(), ChildProcess.StopSignal.TERM, log);
        if (!initdb.endsWithin(START_LIMIT) || initdb.exitCode() != 0) {
            initdb.kill();
            throw new IOException("cannot make the PostgreSQL data folder " + data + initdb.lastLines());
        }
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * PostgreSQL refuses to run as root, and as a user without a name, as containers have them. In a user namespace of its
     * own it sees itself as nobody, and its files stay those of who started it.
     */
    private static List<String> asOrdinaryUser() throws IOException {
        boolean nameless = "?".equals(System.getProperty("user.name"));
        if (!LinuxTools.isRoot() && !nameless) {
            return new ArrayList<>();
        }
        LinuxTools.require("unshare");
        return new ArrayList<>(List.of("unshare", "--user"));
    }
}
