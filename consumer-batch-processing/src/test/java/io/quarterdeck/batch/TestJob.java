package io.quarterdeck.batch;

import static org.apache.spark.sql.functions.expr;

import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** The real job on a lake whose catalog is in PostgreSQL, run inside the test or beside it. */
final class TestJob implements AutoCloseable {

    final TestDatabase database;
    private final Path folder;

    /** What the last run said to the user. */
    private StringWriter errors = new StringWriter();

    private TestJob(TestDatabase database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    static TestJob start(Path folder) throws Exception {
        System.setProperty("spark.master", "local[2]");
        return new TestJob(TestDatabase.start(folder), folder);
    }

    /** Exit code. */
    int run(String... which) {
        errors = new StringWriter();
        return QuarterlyFeatures.commandLine()
                .setErr(new PrintWriter(errors))
                .execute(Stream.concat(Stream.of(which), where().stream()).toArray(String[]::new));
    }

    String errors() {
        return errors.toString();
    }

    /** The options that say where lake and database are. */
    List<String> where() {
        PostgresOptions postgres = database.as("batch");
        return List.of(
                "--lake-warehouse",
                warehouse(),
                "--postgres-url",
                postgres.url,
                "--postgres-user",
                postgres.user,
                "--postgres-password-file",
                postgres.passwordFile.toString(),
                "--certificate-key",
                database.certificateKey().toString());
    }

    List<String> read(String sql) throws Exception {
        return database.query("ml_reader", sql);
    }

    /** Appends to {@code raw.bars} in both stores; the newest rows have the highest offsets. */
    void land(List<String> lines) throws IOException, SQLException {
        try (SparkSession spark = lake("stream_storage")) {
            long before = spark.catalog().tableExists("lake.raw.bars")
                    ? spark.table("lake.raw.bars").count()
                    : 0;
            TestSpark.land(
                    TestSpark.rawBars(spark, lines).withColumn("kafka_offset", expr("kafka_offset + " + before)));
            database.mirror(spark);
        }
    }

    /** A session in which the lake can be read and written as the role may. */
    SparkSession lake(String role) throws IOException {
        var lake = new LakeOptions();
        lake.catalog = LakeOptions.Catalog.POSTGRES;
        lake.warehouse = warehouse();
        var builder = SparkSession.builder();
        lake.sparkSettings(database.as(role)).forEach(builder::config);
        return builder.getOrCreate();
    }

    private String warehouse() {
        return folder.resolve("warehouse").toUri().toString();
    }

    /** Bars at 06:00 and 18:00 of each day. */
    static List<String> twoBarsADay(String symbol, String from, String to) {
        var lines = new ArrayList<String>();
        for (Instant time = Instant.parse(from);
                time.isBefore(Instant.parse(to));
                time = time.plus(Duration.ofHours(12))) {
            lines.add("%s,%s,100,101,99,%d,1".formatted(symbol, time, 100 + lines.size() % 2));
        }
        return lines;
    }

    @Override
    public void close() {
        database.close();
        System.clearProperty("spark.master");
    }
}
