package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.systemtests.LakeContent;
import io.quarterdeck.systemtests.Pipeline;
import io.quarterdeck.systemtests.PostgresContent;
import io.quarterdeck.systemtests.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The stack of {@code docker-compose.yml}, under a project name, a port and an inbox of its own. Names of base images come
 * from this process's environment, as they do for a user.
 */
final class ComposeStack implements AutoCloseable {

    static final String PROJECT = "quarterdeck-test";
    static final List<String> ONE_SHOTS = List.of("secrets", "bootstrap");
    static final List<String> OUR_SERVICES =
            List.of("producer", "data-storage", "stream-storage", "batch", "dashboard", "trading-bot");

    /** To bring in what is in the inbox, or to make what is due. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Partitions of the bars in which PostgreSQL is further than the lake. */
    private static final String LAKE_BEHIND = """
            SELECT count(*) FROM raw.consumer_offset AS stored
              LEFT JOIN raw.lake_offset AS lake USING (topic, kafka_partition)
             WHERE topic = ? AND coalesce(lake.next_offset, 0) < stored.next_offset""";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Path LAKE = Path.of("/var/lib/quarterdeck/lake");
    private static final Duration BUILD = Duration.ofMinutes(30);

    private final FileChannel lock;
    private final Path folder;
    private final Path inbox;
    private final List<String> program;
    private final Map<String, String> environment;
    private final Path shortLived;
    private final int postgresPort;
    private final int dashboardPort;
    private final MarketFiles files;
    private final List<MarketFile> broughtIn = new ArrayList<>();
    private final Secrets secrets;
    private final BrokerNetwork brokers = new BrokerNetwork(this);

    private boolean built;
    private List<Path> overlaid = List.of();
    private int copies;

    private ComposeStack(Path folder, FileChannel lock) throws IOException, InterruptedException {
        this.lock = lock;
        this.folder = folder;
        secrets = new Secrets(this, folder);
        inbox = Files.createDirectories(folder.resolve("inbox"));
        program = Docker.run("compose", "version").exitCode() == 0
                ? List.of("docker", "compose")
                : List.of("docker-compose");
        postgresPort = freePort();
        dashboardPort = freePort();
        environment = Map.ofEntries(
                Map.entry("COMPOSE_PROJECT_NAME", PROJECT),
                Map.entry("POSTGRES_PORT", String.valueOf(postgresPort)),
                Map.entry("DASHBOARD_PORT", String.valueOf(dashboardPort)),
                Map.entry("INBOX", inbox.toString()),
                Map.entry("SAMPLE_ROWS", String.valueOf(MarketFiles.SAMPLE_ROWS)),
                Map.entry("SETTLE", "PT10S"),
                Map.entry("TRIGGER", "2s"),
                Map.entry(
                        "SPARK_SUBMIT_OPTS",
                        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"), // a third less work in the first minute
                Map.entry("QUARTERDECK_TAG", "test"),
                Map.entry("DOCKER_BUILDKIT", "1"),
                Map.entry("COMPOSE_DOCKER_CLI_BUILD", "1"));
        shortLived = Overlay.shortLived(folder);
        files = new MarketFiles(folder.resolve("files"));
        broughtIn.add(files.sample);
    }

    /** Nothing of it runs yet, and nothing is left of one before. Waits for another process's tests of the same stack. */
    static ComposeStack create() throws IOException, InterruptedException {
        FileChannel lock = FileChannel.open(
                Path.of("target", "compose.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.lock(); // until it is closed
        var stack = new ComposeStack(Files.createTempDirectory("compose-stack"), lock);
        stack.removeWithData();
        return stack;
    }

    MarketFiles files() {
        return files;
    }

    Secrets secrets() {
        return secrets;
    }

    BrokerNetwork brokers() {
        return brokers;
    }

    // ---- start and stop

    /** As a user starts it; returns when every service says that it is well. Does nothing to a stack that is. */
    void up() {
        up(List.of());
    }

    /** The same, some settings laid over those of {@code docker-compose.yml}. */
    void up(Path overlay) {
        up(List.of(overlay));
    }

    private void up(List<Path> overlays) {
        if (!built) {
            compose("build", "--quiet").expect(0);
            built = true;
        }
        if (!overlays.equals(overlaid) || !isWell(container -> true)) {
            compose(overlays, "up", "-d").expect(0);
            overlaid = overlays;
            awaitWell();
        }
    }

    /** Removes the containers and keeps the data. */
    void down() {
        brokers.removeClients();
        compose("down").expect(0);
    }

    /** Removes everything but the images, and empties the inbox: the next start is a first one. */
    void removeWithData() throws IOException {
        brokers.removeClients();
        compose("down", "--volumes", "--remove-orphans").expect(0);
        try (Stream<Path> entries = Files.list(inbox)) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
        secrets.forgetAuthority();
        broughtIn.clear();
        broughtIn.add(files.sample);
    }

    /** Runs the compose program on this stack, whatever its exit code. */
    Result compose(String... arguments) {
        return compose(List.of(), arguments);
    }

    private Result compose(List<Path> overlays, String... arguments) {
        var command = new ArrayList<>(program);
        command.addAll(List.of("-f", Pipeline.ROOT.resolve("docker-compose.yml").toString()));
        command.addAll(List.of("-f", shortLived.toString()));
        overlays.forEach(overlay -> command.addAll(List.of("-f", overlay.toString())));
        command.addAll(List.of(arguments));
        return Docker.run(environment, BUILD, command);
    }

    void awaitWell() {
        awaitWell(container -> true);
    }

    /** Until all services are well that the condition concerns. */
    void awaitWell(Predicate<Container> concerned) {
        awaiting("every service well", () -> isWell(concerned));
    }

    private boolean isWell(Predicate<Container> concerned) {
        List<Container> all = containers().stream().filter(concerned).toList();
        return !all.isEmpty() && all.stream().allMatch(Container::well);
    }

    /** Waits, and if in vain tells what the containers are doing. */
    void awaiting(String what, Callable<Boolean> condition) {
        var inTheWay = new AtomicReference<Exception>(); // such as a PostgreSQL that was killed
        try {
            await(what).atMost(PATIENCE).pollInterval(LOOK_EVERY).until(() -> {
                try {
                    return condition.call();
                } catch (Exception e) {
                    inTheWay.set(e);
                    return false;
                }
            });
        } catch (ConditionTimeoutException e) {
            var failure = new AssertionError(
                    what + ": not within " + PATIENCE.toSeconds() + " s\n"
                            + compose("ps", "--all").text()
                            + compose("logs", "--no-color", "--tail=40").text(),
                    inTheWay.get());
            failure.addSuppressed(e);
            throw failure;
        }
    }

    // ---- containers

    List<Container> containers() {
        return Container.of(PROJECT);
    }

    Container container(String service) {
        return containers().stream()
                .filter(container -> container.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container of " + service));
    }

    /** SIGKILL to a process, by its number on the host; whoever uses Docker may do that, even if not root here. */
    void kill(long pid) {
        Docker.run(
                        "run",
                        "--rm",
                        "--pid=host",
                        "--network=none",
                        "--user=0",
                        "--entrypoint=bash",
                        container("postgres").image(),
                        "-c",
                        "kill -9 " + pid)
                .expect(0);
    }

    String network(String name) {
        return PROJECT + "_" + name;
    }

    // ---- PostgreSQL and the lake, from the host

    /** Of the dashboard's pages, for those on this machine. */
    String dashboardUrl() {
        return "https://localhost:" + dashboardPort;
    }

    String url() throws IOException {
        return url("sslmode=verify-full&sslrootcert=" + secrets.authority());
    }

    String url(String parameters) {
        return "jdbc:postgresql://localhost:" + postgresPort + "/quarterdeck?" + parameters;
    }

    /** As a role, over TLS that is verified. */
    Connection connect(String role) throws SQLException, IOException {
        return DriverManager.getConnection(url(), role, secrets.password(role));
    }

    /** What PostgreSQL holds, over the published port. */
    PostgresContent postgres() throws IOException {
        String url = url();
        String password = secrets.password("dashboard");
        return new PostgresContent(() -> DriverManager.getConnection(url, "dashboard", password));
    }

    /** What the lake holds now, from a copy of its files; to be closed. */
    LakeContent lake() throws IOException {
        Path copy = folder.resolve("lake-" + copies++);
        Docker.ask("cp", container("stream-storage").id() + ":" + LAKE, copy.toString());
        return new LakeContent(
                url(),
                "stream_storage",
                secrets.password("stream_storage"),
                "file://" + LAKE,
                MovedLake.settings(LAKE, copy));
    }

    // ---- the way of a file

    /** Puts a file where the producer looks; it is there whole or not at all. */
    void put(MarketFile file) throws IOException {
        Path name = file.path().getFileName();
        Files.copy(file.path(), inbox.resolve("." + name));
        Files.move(inbox.resolve("." + name), inbox.resolve(name));
        broughtIn.add(file);
    }

    /** Everything that was brought in since the first start. */
    List<MarketFile> broughtIn() {
        return List.copyOf(broughtIn);
    }

    /** Until every row that was brought in has come to PostgreSQL and to the lake. */
    void awaitLanding() throws IOException {
        long rows = MarketFile.content(broughtIn).rows();
        PostgresContent postgres = postgres();
        awaiting(rows + " bars in PostgreSQL", () -> postgres.rows(EventKind.BARS) >= rows);
        awaiting(
                "the lake as far as PostgreSQL, as it says",
                () -> postgres.number(LAKE_BEHIND, EventKind.BARS.topic()).signum() == 0);
    }

    /** Every row that was brought in has landed once, none has twice, and each is as it stands in its file. */
    void assertLandedExactlyOnce() throws IOException, SQLException {
        ContentHash content = MarketFile.content(broughtIn);
        assertThat(sum(postgres().byPartition(EventKind.BARS)))
                .as("in PostgreSQL")
                .isEqualTo(content);
        try (LakeContent lake = lake()) {
            assertThat(sum(lake.byPartition(EventKind.BARS))).as("in the lake").isEqualTo(content);
        }
    }

    /** Until the whole quarters of everything that was brought in are published. */
    void awaitReleases() throws Exception {
        PostgresContent postgres = postgres();
        Set<String> tables = files.releases(broughtIn).keySet();
        awaiting("the releases " + tables, () -> postgres.releases().keySet().containsAll(tables));
    }

    /** What is published is what a run without containers and without faults makes of the same files. */
    void assertReleasedAsUndisturbed() throws Exception {
        assertThat(files.releases(broughtIn)).isNotEmpty();
        assertThat(postgres().releases()).isEqualTo(files.releases(broughtIn));
    }

    private static ContentHash sum(Map<Integer, ContentHash> byPartition) {
        return byPartition.values().stream().reduce(ContentHash.NONE, ContentHash::plus);
    }

    @Override
    public void close() throws IOException {
        removeWithData();
        lock.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Below the ports that the system gives to whoever asks for any, as the tests of the other process do meanwhile. */
    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(15_000, 30_000)
                .filter(ComposeStack::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
