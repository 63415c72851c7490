package io.quarterdeck.testservers;

import io.quarterdeck.infra.secrets.Secrets;
import io.quarterdeck.localstack.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.wait.strategy.Wait;

/** A PostgreSQL server as bootstrap finds it: with the superuser {@value #OWNER}, and no database but {@code postgres}. */
public final class TestPostgres implements AutoCloseable {

    /** The superuser, for bootstrap alone. */
    public static final String OWNER = EmbeddedPostgres.OWNER;

    private static final int PORT = 5432;

    private final Server server;
    private final String address;
    private final Path secrets;

    private TestPostgres(Server server, String address, Path secrets) {
        this.server = server;
        this.address = address;
        this.secrets = secrets;
    }

    /**
     * Starts a server. The password of {@link #OWNER} lies in {@code folder}'s {@link #secrets}, and all else there, too,
     * when the server is embedded.
     */
    public static TestPostgres open(Path folder) throws IOException {
        Path secrets = folder.resolve("secrets").toAbsolutePath();
        return TestServers.inContainers() ? inContainer(secrets) : embedded(folder, secrets);
    }

    /** JDBC URL of a database of this server, without user and password. */
    public String url(String database) {
        return "jdbc:postgresql://" + address + "/" + database;
    }

    /** The folder of the password files. */
    public Path secrets() {
        return secrets;
    }

    /** Ends the server at once, as a crash does. */
    public void kill() {
        server.kill();
    }

    /** Starts the server again after {@link #kill}, at the same address. */
    public void start() throws IOException {
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }

    private static TestPostgres embedded(Path folder, Path secrets) throws IOException {
        var postgres = EmbeddedPostgres.open(folder);
        return new TestPostgres(
                new EmbeddedServer(postgres::start, postgres::kill, postgres::close),
                "127.0.0.1:" + postgres.port(),
                secrets);
    }

    private static TestPostgres inContainer(Path secrets) throws IOException {
        var command = new ArrayList<>(List.of("postgres", "-c", "listen_addresses=*"));
        ServerContainer.settings("postgresql/postgresql.conf")
                .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value.replace("'", ""))));
        // At an address, since the image's first start serves its own set-up at a socket alone.
        var ready = Wait.forSuccessfulCommand("pg_isready --host=127.0.0.1 --username=" + OWNER);
        var container = new ServerContainer(TestServers.image("postgres"), PORT, starts -> ready)
                .withCommand(command.toArray(String[]::new))
                .withEnv("POSTGRES_USER", OWNER)
                .withEnv("POSTGRES_PASSWORD", Secrets.in(secrets).password(OWNER))
                .withEnv("POSTGRES_DB", "postgres")
                .withEnv(
                        "POSTGRES_INITDB_ARGS",
                        "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C");
        container.start();
        return new TestPostgres(container, container.address(), secrets);
    }
}
