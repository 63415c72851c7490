package io.quarterdeck.localstack;

import io.quarterdeck.infra.TopicSettings;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command lines of our own programs, each from its own jar as the build lays them out, with the memory that one
 * machine can give them.
 */
public final class ServiceCommands {

    static final String DATA_STORAGE = "consumer-data-storage";
    static final String STREAM_STORAGE = "consumer-stream-storage";

    static final String DASHBOARD = "consumer-dashboard";
    static final String TRADING_BOT = "consumer-trading-bot";

    /** Those that bring events from Kafka into a store. */
    static final List<String> LANDERS = List.of(DATA_STORAGE, STREAM_STORAGE);

    /** Those that run as long as the stack does. */
    static final List<String> SERVICES = List.of(DATA_STORAGE, STREAM_STORAGE, DASHBOARD, TRADING_BOT);

    /** The variable that names what the bot trades, and what it is unless it is set: the sample market, and the recorded one. */
    private static final String SYMBOLS = "SYMBOLS";

    private static final String ALL_SYMBOLS = "ANCUSD,BOWUSD,CAPUSD,DECUSD,ENSUSD,FLGUSD,GALUSD,HELUSD,"
            + "BTCUSD,EOSUSD,ETHUSD,IOTUSD,LTCUSD,NEOUSD,XRPUSD";

    private static final String PRODUCER = "producer-service";
    private static final String BATCH = "consumer-batch-processing";
    private static final String CUSTODY_AUDIT = "io.quarterdeck.batch.custody.CustodyAudit";
    private static final String SPARK = "infra/spark-runtime/target/spark";

    /**
     * Without the second compiler a JVM needs about half the CPU time in its first minute: a cold Spark lands a million rows
     * in 24 instead of 37 seconds of it. A longer run is faster with it.
     */
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    /**
     * For a service that waits most of its time. A heap that begins with hundreds of megabytes is filled before anything in it is
     * collected, and stays in memory: with this, dashboard and bot take some 65 MB less each.
     */
    static final String SMALL_AT_FIRST = "-Xms16m";

    private static final String SHORT_RUN = "-XX:+UseSerialGC " + FIRST_COMPILER_ONLY;

    private final Path project;
    private final StackHome home;
    private final boolean fastStart;

    public ServiceCommands(Path project, StackHome home) {
        this(project, home, false);
    }

    private ServiceCommands(Path project, StackHome home, boolean fastStart) {
        this.project = project;
        this.home = home;
        this.fastStart = fastStart;
    }

    /** The same programs, the long-lived ones without the second compiler, too: good for a few million rows. */
    public ServiceCommands startingFast() {
        return new ServiceCommands(project, home, true);
    }

    /** The same programs, which keep what they need in another home. */
    public ServiceCommands in(StackHome other) {
        return new ServiceCommands(project, other, fastStart);
    }

    /** The project's folder, from where this class was built to: {@code local-stack/target/...}. */
    static Path projectFolder() {
        try {
            var here = Path.of(ServiceCommands.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return here.getParent().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell where the project lies", e);
        }
    }

    /** The parts that a {@link Supervisor} runs beside the servers. */
    List<Part> services(StackConnection connection) throws IOException {
        int dataPort = connection.httpPorts().get(DATA_STORAGE);
        int streamPort = connection.httpPorts().get(STREAM_STORAGE);
        int dashboardPort = connection.httpPorts().get(DASHBOARD);
        int botPort = connection.httpPorts().get(TRADING_BOT);
        return List.of(
                Part.service(
                        STREAM_STORAGE,
                        streamPort,
                        home.log(STREAM_STORAGE),
                        streamStorage(connection, streamPort),
                        Map.of()),
                Part.service(
                        DATA_STORAGE, dataPort, home.log(DATA_STORAGE), dataStorage(connection, dataPort), Map.of()),
                Part.service(
                        DASHBOARD, dashboardPort, home.log(DASHBOARD), dashboard(connection, dashboardPort), Map.of()),
                Part.service(
                        TRADING_BOT,
                        botPort,
                        home.log(TRADING_BOT),
                        bot(
                                List.of(SMALL_AT_FIRST, "-Xmx256m"),
                                List.of("live", "--http-port", Integer.toString(botPort))),
                        botEnvironment(connection)));
    }

    public List<String> produce(StackConnection connection, List<String> arguments) throws IOException {
        var command = java(PRODUCER, List.of("-Xmx512m", "-XX:+UseParallelGC"));
        command.addAll(List.of("produce", "--kafka-servers", connection.kafkaServers()));
        command.addAll(arguments);
        return command;
    }

    public List<String> sample(List<String> arguments) throws IOException {
        var command = java(PRODUCER, List.of("-Xmx512m", "-XX:+UseSerialGC", FIRST_COMPILER_ONLY));
        command.add("sample");
        command.addAll(arguments);
        return command;
    }

    public List<String> quarter(StackConnection connection, List<String> arguments) throws IOException {
        var command = spark(BATCH, "1g", true);
        command.addAll(connection.postgresFlags("batch"));
        command.addAll(connection.certificateKeyFlags());
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        command.addAll(arguments);
        return command;
    }

    /** Only reads, so it gets the role that only reads. */
    List<String> release(StackConnection connection, List<String> arguments) throws IOException {
        var command = spark(BATCH, "1g", true, "--class", "io.quarterdeck.batch.ReleaseCommand");
        command.addAll(connection.postgresFlags("dashboard"));
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        command.addAll(arguments);
        return command;
    }

    public List<String> audit(StackConnection connection, List<String> arguments) throws IOException {
        var command = spark(BATCH, "1g", true, "--class", CUSTODY_AUDIT);
        command.addAll(connection.postgresFlags("batch"));
        command.addAll(connection.certificateKeyFlags());
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        command.addAll(List.of("--kafka-servers", connection.kafkaServers()));
        command.addAll(arguments);
        return command;
    }

    /** For an operator alone: it may change everything. */
    List<String> postgresFromLake(StackConnection connection) throws IOException {
        var command = spark(BATCH, "1g", true, "--class", "io.quarterdeck.batch.custody.PostgresFromLake");
        command.addAll(connection.postgresFlags(EmbeddedPostgres.OWNER));
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        return command;
    }

    /** Only reads, so it gets the role that only reads; and needs no Spark, so that it is quick. */
    List<String> verify(StackConnection connection, List<String> arguments) throws IOException {
        Path spark = project.resolve(SPARK);
        var command = new ArrayList<>(List.of(javaBinary(), "-Xmx128m", "-XX:+UseSerialGC", FIRST_COMPILER_ONLY));
        String classPath = String.join(File.pathSeparator, jar(BATCH), built(spark.resolve("conf")), spark + "/jars/*");
        command.addAll(List.of("-cp", classPath, CUSTODY_AUDIT, "verify"));
        command.addAll(connection.postgresFlags("dashboard"));
        if (!arguments.contains("--public-key")) {
            command.addAll(connection.publicKeyFlags());
        }
        command.addAll(arguments);
        return command;
    }

    public List<String> digest(List<String> arguments) throws IOException {
        var command = java(PRODUCER, List.of("-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(List.of("digest", "--partitions", Integer.toString(TopicSettings.DEFAULT.eventPartitions())));
        command.addAll(arguments);
        return command;
    }

    /** The schedule itself is small; each run of the job gets what {@link #quarter} has. */
    List<String> schedule(StackConnection connection, List<String> arguments) throws IOException {
        Path spark = project.resolve(SPARK);
        var command = new ArrayList<>(List.of(javaBinary(), "-Xmx64m", "-XX:+UseSerialGC", FIRST_COMPILER_ONLY));
        // As spark-submit would have it: the log's settings and the libraries that are not in our jar.
        String classPath = String.join(File.pathSeparator, jar(BATCH), built(spark.resolve("conf")), spark + "/jars/*");
        command.addAll(List.of("-cp", classPath, "io.quarterdeck.batch.schedule.ScheduleCommand"));
        command.addAll(List.of("--spark-submit", built(spark.resolve("bin/spark-submit"))));
        command.addAll(connection.postgresFlags("batch"));
        command.addAll(connection.certificateKeyFlags());
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        command.addAll(arguments);
        if (!arguments.contains("--")) {
            command.addAll(List.of("--", "--driver-memory", "1g"));
            command.addAll(List.of("--driver-java-options", SHORT_RUN));
        }
        return command;
    }

    List<String> maintain(StackConnection connection, List<String> arguments) throws IOException {
        var command = spark(STREAM_STORAGE, "1g", true);
        command.add("maintain");
        command.addAll(connection.postgresFlags("stream_storage"));
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        command.addAll(arguments);
        return command;
    }

    public List<String> dataStorage(StackConnection connection, int httpPort) throws IOException {
        var command = java(DATA_STORAGE, List.of("-Xmx384m", "-XX:+UseSerialGC"));
        command.addAll(List.of("--kafka-servers", connection.kafkaServers()));
        command.addAll(connection.postgresFlags("data_storage"));
        command.addAll(List.of("--http-port", Integer.toString(httpPort)));
        return command;
    }

    public List<String> streamStorage(StackConnection connection, int httpPort) throws IOException {
        var command = spark(STREAM_STORAGE, "1g", fastStart);
        command.addAll(List.of("stream", "--kafka-servers", connection.kafkaServers()));
        command.addAll(connection.postgresFlags("stream_storage"));
        command.addAll(List.of("--lake-warehouse", connection.lakeWarehouse()));
        command.addAll(List.of("--checkpoint", home.checkpoint().toUri().toString()));
        command.addAll(List.of("--trigger", "3s")); // by default 10 s: too long to wait for what you just did
        command.addAll(List.of("--http-port", Integer.toString(httpPort)));
        return command;
    }

    /** The pages have a port of their own beside that of health and metrics. */
    List<String> dashboard(StackConnection connection, int httpPort) throws IOException {
        var command = java(DASHBOARD, List.of(SMALL_AT_FIRST, "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of("--kafka-servers", connection.kafkaServers()));
        command.addAll(connection.postgresFlags("dashboard"));
        command.addAll(connection.publicKeyFlags());
        command.addAll(List.of("--users-file", home.dashboardUsers().toString()));
        command.addAll(List.of("--web-port", Integer.toString(connection.dashboardPort())));
        command.addAll(List.of("--http-port", Integer.toString(httpPort)));
        return command;
    }

    /** With room for the rows of many quarters, which models learn from. To be run with {@link #botEnvironment}. */
    List<String> bot(List<String> arguments) throws IOException {
        return bot(List.of("-Xmx1500m"), arguments);
    }

    private List<String> bot(List<String> heap, List<String> arguments) throws IOException {
        var options = new ArrayList<>(heap);
        options.add("-XX:+UseSerialGC");
        var command = java(TRADING_BOT, options);
        command.addAll(arguments);
        return command;
    }

    /** How the bot reaches the stack, by variables: its commands differ in what they take, and a flag still beats these. */
    static Map<String, String> botEnvironment(StackConnection connection) {
        return Map.of(
                "KAFKA_SERVERS",
                connection.kafkaServers(),
                "POSTGRES_URL",
                connection.postgresUrl(),
                "POSTGRES_USER",
                "trading_bot",
                "POSTGRES_PASSWORD_FILE",
                connection.passwordFile("trading_bot"),
                SYMBOLS,
                String.join(",", symbols()));
    }

    /** What the bot trades. */
    static List<String> symbols() {
        String chosen = System.getenv(SYMBOLS);
        return List.of((chosen == null || chosen.isBlank() ? ALL_SYMBOLS : chosen).split(","));
    }

    List<String> bench(List<String> arguments) throws IOException {
        String classPath = String.join(
                File.pathSeparator,
                built(project.resolve("benchmarks/harness/target/benchmark-harness.jar")),
                built(project.resolve("benchmarks/report/target/benchmark-report.jar")),
                project.resolve("benchmarks/peers/target/duckdb") + "/*", // looks into Parquet files
                jar("local-stack")); // brings its libraries, which are the harness's, too
        var command = new ArrayList<>(List.of(javaBinary(), "-Xmx512m", "-XX:+UseSerialGC", "-cp", classPath));
        command.add("io.quarterdeck.benchmarks.harness.BenchMain");
        command.addAll(List.of("--project", project.toString()));
        command.addAll(List.of("--home", home.folder().resolve("bench").toString()));
        command.addAll(arguments);
        return command;
    }

    private List<String> java(String module, List<String> options) throws IOException {
        var command = new ArrayList<String>();
        command.add(javaBinary());
        command.addAll(options);
        if (fastStart) {
            command.add(FIRST_COMPILER_ONLY);
        }
        command.addAll(List.of("-jar", jar(module)));
        return command;
    }

    private static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The embedded {@code spark-submit}; a cluster takes the same jar and the same arguments. */
    private List<String> spark(String module, String memory, boolean shortRun, String... options) throws IOException {
        var command = new ArrayList<>(
                List.of("bash", built(project.resolve(SPARK).resolve("bin/spark-submit")), "--driver-memory", memory));
        if (shortRun) {
            command.addAll(List.of("--driver-java-options", SHORT_RUN));
        }
        command.addAll(List.of(options));
        command.add(jar(module));
        return command;
    }

    private String jar(String module) throws IOException {
        return built(project.resolve(module).resolve("target").resolve(module + ".jar"));
    }

    private static String built(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing; build the project first: mvn -Dquick package");
        }
        return file.toString();
    }
}
