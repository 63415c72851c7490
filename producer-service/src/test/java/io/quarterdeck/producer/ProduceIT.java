package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.quarterdeck.infra.Bootstrap;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest.Status;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.Trade.Side;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.testservers.TestKafka;
import io.quarterdeck.testservers.WithServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The producer's promises, against a real Kafka. */
@WithServers
class ProduceIT {

    private record Run(int exit, String out, String error) {}

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String HEADER = "symbol,open_time,open,high,low,close,volume\n";

    @TempDir
    static Path kafkaFolder;

    @TempDir
    Path folder;

    private static TestKafka kafka;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = TestKafka.open(kafkaFolder);
        var topics = new Bootstrap(
                Map.of("bootstrap.servers", kafka.servers()),
                new PostgresOptions(),
                kafkaFolder,
                TopicSettings.DEFAULT);
        topics.prepareKafka();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void everyRowAndEveryRejectedLineOfAFileIsInKafkaOnceAndTheManifestProvesIt() throws IOException {
        Path file = sample("mixed.csv", 3000, "--defects", "5");

        Run run = produce(file.toString());

        assertThat(run.exit).as(run.error).isZero();
        Stored<Bar> stored = stored(file);
        assertThat(sorted(stored.events())).isEqualTo(barsOf(file));
        assertThat(stored.rejected())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.text())
                        .isEqualTo(Files.readAllLines(file).get((int) line.line() - 1)));
        assertThat(stored.events().size() + stored.rejected().size())
                .isEqualTo(Files.readAllLines(file).size() - 1);
        var manifest = stored.manifest();
        assertThat(manifest.status()).isEqualTo(Status.COMPLETE);
        assertThat(manifest.partitions()).isEqualTo(stored.sums());
        assertThat(manifest.rowsSent()).isEqualTo(stored.events().size());
        assertThat(manifest.rowsRejected()).isEqualTo(stored.rejected().size());
        assertThat(manifest.lastLine()).isEqualTo(manifest.linesTotal());
        assertThat(run.out).contains("ingested file=mixed.csv rows=" + manifest.rowsRead());
    }

    @Test
    void everyRowOfFilesThatOnceWentWrongIsInKafkaOrAllOfTheFileIsRefused() throws IOException {
        int taken = 0;
        for (Path file : AnyFileTest.corpus()) {
            String[] symbol =
                    file.getFileName().toString().startsWith("time-") ? new String[] {"--symbol", "X"} : new String[0];
            Run run = produce(Stream.concat(Stream.of("--max-rejects", "100%", file.toString()), Arrays.stream(symbol))
                    .toArray(String[]::new));

            if (run.exit == 0) {
                // Kafka shows a transaction in one partition after the other.
                await().atMost(PATIENCE).untilAsserted(() -> assertWhole(stored(file)));
                taken += stored(file).rejected().isEmpty() ? 0 : 1;
            } else {
                assertThat(run.error).startsWith("error: ").hasLineCount(1);
            }
        }
        assertThat(taken).as("files that were taken but for some rows").isGreaterThanOrEqualTo(6);
    }

    @Test
    void killedAgainAndAgainItSendsEveryRowExactlyOnce() throws Exception {
        Path file = sample("killed.csv.gz", 60_000);
        List<Bar> expected = barsOf(file);

        for (int kill = 1; kill <= 3; kill++) {
            long enough = kill * 1_500L;
            Process producer = start("--transaction-rows", "300", "--rate", "1000/s", file.toString());
            await().atMost(PATIENCE).until(() -> stored(file).events().size() > enough);
            producer.destroyForcibly().waitFor();
        }
        assertThat(stored(file).events()).hasSizeLessThan(expected.size());
        Run run = produce(file.toString());

        assertThat(run.exit).as(run.error).isZero();
        assertThat(run.out).contains("resumed_behind_row=");
        Stored<Bar> stored = stored(file);
        assertThat(sorted(stored.events())).isEqualTo(expected);
        assertThat(stored.manifest().status()).isEqualTo(Status.COMPLETE);
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
    }

    @Test
    void stoppedBySignalItEndsBetweenTwoRowsAndGoesOnThereEvenWhenItWasRepeating() throws Exception {
        Path file = sample("stopped.csv", 5000);
        assertThat(produce(file.toString()).exit).isZero();
        Process producer = start("--again", "--rate", "100/s", file.toString());
        await().atMost(PATIENCE).until(() -> stored(file).events().size() > 5010);

        producer.destroy();
        producer.waitFor(2, TimeUnit.MINUTES);

        Stored<Bar> stopped = stored(file);
        assertThat(stopped.manifest().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(stopped.manifest().partitions()).isEqualTo(stopped.sums());
        Run run = produce(file.toString());
        assertThat(run.exit).as(run.error).isZero();
        Stored<Bar> stored = stored(file);
        assertThat(stored.manifest().ingestion()).isEqualTo(2);
        assertThat(stored.manifest().rowsSent()).isEqualTo(barsOf(file).size());
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
        assertThat(sorted(stored.events())).isEqualTo(sorted(twice(barsOf(file))));
    }

    @Test
    void aFileThatIsThereIsRefusedAlsoUnderAnotherNameUnlessForced() throws IOException {
        Path file = sample("twice.csv", 500);
        Path renamed = Files.copy(file, folder.resolve("renamed.csv"));
        assertThat(produce(file.toString()).exit).isZero();

        Run refused = produce(renamed.toString());

        assertThat(refused.exit).isEqualTo(1);
        assertThat(refused.error)
                .containsPattern("renamed.csv: was ingested already at .*Z as twice.csv: 500 rows sent, 0 rejected")
                .hasLineCount(1);
        assertThat(produce("--skip-known", renamed.toString()).exit).isZero();
        assertThat(stored(file).events()).hasSize(500);

        assertThat(produce("--again", file.toString()).exit).isZero();
        assertThat(stored(file).events()).hasSize(1000);
        assertThat(stored(file).manifest().partitions()).isEqualTo(stored(file).sums());
    }

    @Test
    void tradesGoToTheirOwnTopicWithTheirBlanksAndAreRefusedTheSecondTime() throws IOException {
        Path file = Files.writeString(folder.resolve("trades.csv"), """
                symbol,trade_time,trade_id,price,quantity,side
                BTC_JPY,2018-01-20T15:00:11.173Z,118745850,1406502.0,0.034,BUY
                BTC_JPY,,118745851,1406502.0,2E-7,SELL

                ETH_BTC,2018-01-20T15:00:11.2Z,7,0.0912,-1,
                BTC_JPY,2018-01-20T15:00:12Z,118745852,about 1406502,0.1,BUY
                BTC_JPY,2018-01-20T15:00:12Z,,1406502,0.1,BUY
                BTC_JPY,2018-01-20T15:00:12Z,118745850,1406502.0,0.034,HOLD
                BTC_JPY,2018-01-20T15:00:11.173Z,118745850,1406502.0,0.034,BUY
                """);

        Run run = produce("--max-rejects", "3", file.toString());

        assertThat(run.exit).as(run.error).isZero();
        Stored<Trade> stored = stored(EventKind.TRADES, file);
        long id = source(file).fingerprint().sourceId();
        long micros = 1_516_460_411_000_000L;
        assertThat(sorted(stored.events()))
                .containsExactly(
                        new Trade("BTC_JPY", micros + 173_000, 118745850, 1406502, 0.034, Side.BUY, id, 2),
                        new Trade("BTC_JPY", Event.NO_TIME, 118745851, 1406502, 2e-7, Side.SELL, id, 3),
                        new Trade("ETH_BTC", micros + 200_000, 7, 0.0912, -1, Side.UNKNOWN, id, 5),
                        new Trade("BTC_JPY", micros + 173_000, 118745850, 1406502, 0.034, Side.BUY, id, 9));
        assertThat(stored.rejected())
                .extracting(RejectedLine::reason)
                .containsExactly(
                        "price 'about 1406502' is not a number",
                        "trade_id '' is not a 64-bit integer",
                        "side 'HOLD' is neither buy nor sell");
        assertThat(stored.manifest().topic()).isEqualTo("market.trades");
        assertThat(stored.manifest().status()).isEqualTo(Status.COMPLETE);
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
        assertThat(stored(file).events()).as("in the topic for bars").isEmpty();

        assertThat(produce(file.toString()).error)
                .contains("was ingested already")
                .contains("4 rows sent, 3 rejected");
        assertThat(stored(EventKind.TRADES, file).events()).hasSize(4);
    }

    @Test
    void killedWhileItSendsTradesItSendsEachExactlyOnce() throws Exception {
        var text = new StringBuilder("trade_id,trade_time,price,quantity,side,symbol\n");
        for (int line = 2; line <= 4001; line++) {
            text.append(line % 100 == 0 ? "oops\n" : trade(line));
        }
        Path file = Files.writeString(folder.resolve("killed-trades.csv"), text);
        for (int kill = 1; kill <= 2; kill++) {
            long enough = kill * 1_000L;
            Process producer = start("--transaction-rows", "100", "--rate", "1000/s", file.toString());
            await().atMost(PATIENCE)
                    .until(() -> stored(EventKind.TRADES, file).events().size() > enough);
            producer.destroyForcibly().waitFor();
        }
        assertThat(stored(EventKind.TRADES, file).events()).hasSizeLessThan(3960);

        Run run = produce(file.toString());

        assertThat(run.exit).as(run.error).isZero();
        assertThat(run.out).contains("resumed_behind_row=");
        Stored<Trade> stored = stored(EventKind.TRADES, file);
        assertThat(stored.events())
                .extracting(Trade::sourceLine)
                .containsExactlyInAnyOrderElementsOf(
                        lines(2, 4001).stream().filter(line -> line % 100 != 0).toList());
        assertThat(stored.events())
                .allSatisfy(trade -> assertThat(trade.tradeId()).isEqualTo(trade.sourceLine()));
        assertThat(stored.rejected())
                .extracting(RejectedLine::line)
                .containsExactlyElementsOf(
                        lines(1, 40).stream().map(hundred -> 100 * hundred).toList());
        assertThat(stored.manifest().status()).isEqualTo(Status.COMPLETE);
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
    }

    @Test
    void aFileThatIsThereAsOneKindOfEventIsNotRepeatedAsAnother() throws IOException {
        Path file = Files.writeString(
                folder.resolve("both.csv"), "timestamp,open,high,low,close,volume\n1475280000,1,4,0.5,2,9\n");
        assertThat(produce("--symbol", "A", file.toString()).exit).isZero();
        String[] asTrades = {"--columns", "trade_time,price,_,_,_,quantity", "--time-format", "s", "--symbol", "A"};

        Run run = produce(with(asTrades, "--again", file.toString()));

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.error)
                .contains("was ingested as 'bitstamp, symbol A' into market.bars and cannot be repeated as 'columns"
                        + " trade_time,price,_,_,_,quantity, time s, symbol A' into market.trades")
                .hasLineCount(1);
        assertThat(stored(EventKind.TRADES, file).events()).isEmpty();
        assertThat(stored(file).manifest().partitions()).isEqualTo(stored(file).sums());
        assertThat(produce(with(asTrades, file.toString())).error).contains("was ingested already");
    }

    @Test
    void anOpenTransactionOfAnotherFileDoesNotHideThatAFileIsThere() throws Exception {
        Path file = sample("hidden.csv", 500);
        // Has read the manifests before the other transaction begins.
        var slow = CompletableFuture.supplyAsync(() -> produce("--rate", "250/s", file.toString()));
        await().atMost(PATIENCE).until(() -> !stored(file).events().isEmpty());
        try (var other = openTransactionOn(Topics.MANIFESTS)) {
            assertThat(slow.get(60, TimeUnit.SECONDS).error).isEmpty();

            var second = CompletableFuture.supplyAsync(() -> produce(file.toString()));
            await().pollDelay(Duration.ofSeconds(3)).until(() -> !second.isDone());
            other.abortTransaction();

            assertThat(second.get(60, TimeUnit.SECONDS).error).contains("was ingested already");
        }
        assertThat(stored(file).events()).hasSize(500);
    }

    private static KafkaProducer<byte[], byte[]> openTransactionOn(String topic) throws Exception {
        var other = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.servers(), "transactional.id", "other"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        other.initTransactions();
        other.beginTransaction();
        other.send(new ProducerRecord<>(topic, new byte[] {'1'}, new byte[0])).get();
        return other;
    }

    @Test
    void aTruncatedGzipIsFoundBeforeAnythingIsSent() throws IOException {
        byte[] whole = Files.readAllBytes(sample("whole.csv.gz", 2000));
        Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length * 2 / 3));

        Run run = produce(cut.toString());

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.error)
                .contains("cut.csv.gz: damaged or cut short behind line")
                .hasLineCount(1);
    }

    @Test
    void tooManyRejectedRowsEndTheRunAndAHigherLimitGoesOn() throws IOException {
        var text = new StringBuilder(HEADER);
        for (int line = 2; line <= 1001; line++) {
            text.append(line <= 900 ? bar(line) : "oops\n");
        }
        Path file = Files.writeString(folder.resolve("rejects.csv"), text);

        Run run = produce("--transaction-rows", "400", file.toString());

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.error)
                .contains("11 of 1000 rows rejected by line 911, more than --max-rejects 1% allows (10)")
                .contains("line 901: 1 columns, expected 7")
                .contains("Rows up to line 801 stay in Kafka")
                .hasLineCount(1);
        assertThat(stored(file).events()).hasSize(800);
        assertThat(stored(file).rejected()).isEmpty();

        assertThat(produce("--max-rejects", "10.1%", file.toString()).exit).isZero();
        assertThat(stored(file).events()).hasSize(899);
        assertThat(stored(file).rejected()).extracting(RejectedLine::line).containsExactlyElementsOf(lines(901, 1001));
    }

    @Test
    void aSecondProducerOfTheSameFileShutsTheFirstOut() throws Exception {
        Path file = sample("fenced.csv", 6000);
        var first = CompletableFuture.supplyAsync(() -> produce("--rate", "100/s", file.toString()));
        await().atMost(PATIENCE).until(() -> !stored(file).events().isEmpty());

        Run second = produce(file.toString());

        assertThat(second.exit).as(second.error).isZero();
        Run shutOut = first.get(30, TimeUnit.SECONDS);
        assertThat(shutOut.exit).isEqualTo(1);
        assertThat(shutOut.error).contains("another producer has taken this file over");
        Stored<Bar> stored = stored(file);
        assertThat(sorted(stored.events())).isEqualTo(barsOf(file));
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
    }

    @Test
    void anUnfinishedFileIsNotFinishedInAnotherFormat() throws IOException {
        String rows = "1475280000,1,4,0.5,2,9\nx\n1475280060,1,4,0.5,2,9\n";
        Path file =
                Files.writeString(folder.resolve("symbolless.csv"), "timestamp,open,high,low,close,volume\n" + rows);
        Run begun = produce("--transaction-rows", "1", "--symbol", "A", file.toString());
        assertThat(begun.error).contains("1 of 3 rows rejected");

        Run other = produce("--max-rejects", "1", "--symbol", "B", file.toString());

        assertThat(other.exit).isEqualTo(1);
        assertThat(other.error).contains("was begun as 'bitstamp, symbol A' and cannot go on as 'bitstamp, symbol B'");
    }

    @Test
    void takesFoldersPatternsAddressesAndStandardInput() throws Exception {
        Path inFolder = sampleIn(Files.createDirectory(folder.resolve("in")), "b.csv", 11);
        Path alsoInFolder = sampleIn(inFolder.getParent(), "a.csv.gz", 12);
        Path served = sample("served.csv", 13);
        Path piped = sample("piped.csv", 14);
        byte[] pipedBytes = Files.readAllBytes(piped);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/data/", http -> {
            http.sendResponseHeaders(200, 0);
            try (var body = http.getResponseBody()) {
                Files.copy(served, body);
            }
        });
        server.start();
        InputStream stdin = System.in;
        try {
            System.setIn(new ByteArrayInputStream(pipedBytes));
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            String workDir = folder.resolve("work").toString();

            Run run =
                    produce("--work-dir", workDir, inFolder.getParent().toString(), address + "/data/x.csv?key=1", "-");
            Run pattern = produce(inFolder.getParent() + "/*.csv");
            Run missing = produce("--work-dir", workDir, address + "/nothing.csv");

            assertThat(run.exit).as(run.error).isZero();
            assertThat(run.out.lines().map(line -> line.replaceAll(" rows=.*", "")))
                    .containsExactly(
                            "ingested file=a.csv.gz",
                            "ingested file=b.csv",
                            "ingested file=x.csv",
                            "ingested file=stdin");
            assertThat(stored(alsoInFolder).events()).hasSize(12);
            assertThat(stored(served).events()).hasSize(13);
            assertThat(stored(piped).events()).hasSize(14);
            assertThat(pattern.exit)
                    .as("known files of a pattern are passed over")
                    .isZero();
            assertThat(missing.error).contains("the server answered 404");
            assertThat(folder.resolve("work")).isEmptyDirectory();
        } finally {
            System.setIn(stdin);
            server.stop(0);
        }
    }

    @Test
    void anInboxTakesEachFileOnceItIsWholeAndReportsWhatItCannotTake() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Path whole = sample("whole.csv", 300);
        Path log = folder.resolve("watch.log");
        Process watching = start(log, "--watch", inbox.toString());
        try {
            Files.writeString(inbox.resolve("bad.csv"), "no,such,columns\n");
            Files.copy(whole, inbox.resolve("whole.csv.part"));
            String metrics = await().atMost(PATIENCE)
                    .until(() -> metrics(log), text -> text.contains("quarterdeck_files_failed_total 1.0"));
            assertThat(metrics).contains("quarterdeck_rows_sent_total 0.0");
            Files.move(inbox.resolve("whole.csv.part"), inbox.resolve("whole.csv"), StandardCopyOption.ATOMIC_MOVE);

            await().atMost(PATIENCE).until(() -> metrics(log).contains("quarterdeck_rows_sent_total 300.0"));
        } finally {
            watching.destroy();
        }
        assertThat(watching.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(stored(whole).manifest().status()).isEqualTo(Status.COMPLETE);
        assertThat(log).content().contains("left alone until it changes", "bad.csv: column");
    }

    @Test
    void anEmptyInboxTakesTheSampleOnceWhateverIsKilledAndFilesAfterIt() throws Exception {
        Path sample = folder.resolve("sample.csv");
        assertThat(ProducerMain.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute("sample", "--rows", "20000", sample.toString()))
                .isZero();
        List<Bar> expected = barsOf(sample);
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Path work = folder.resolve("work");
        String[] empty = {"--watch", inbox.toString(), "--sample-when-empty", "20000", "--work-dir", work.toString()};

        Process killed = start(with(empty, "--transaction-rows", "300", "--rate", "2000/s"));
        await().atMost(PATIENCE).until(() -> stored(sample).events().size() > 1_000);
        killed.destroyForcibly().waitFor();
        assertThat(stored(sample).events()).hasSizeLessThan(expected.size());
        assertThat(inbox).isEmptyDirectory();
        Path log = folder.resolve("again.log");
        Process again = start(log, empty);
        Path file;
        try {
            await().atMost(PATIENCE).until(() -> stored(sample).manifest().status() == Status.COMPLETE);
            file = sampleIn(inbox, "later.csv", 300);
            await().atMost(PATIENCE).until(() -> stored(file).events().size() == 300);
        } finally {
            again.destroy();
        }
        assertThat(again.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(log).content().contains("resuming file=sample.csv");
        Files.delete(file);
        Path knownLog = folder.resolve("known.log");
        Process known = start(knownLog, empty);
        await().atMost(PATIENCE).until(() -> Files.readString(knownLog).contains("skipped"));
        known.destroy();
        assertThat(known.waitFor(1, TimeUnit.MINUTES)).isTrue();

        Stored<Bar> stored = stored(sample);
        assertThat(sorted(stored.events())).isEqualTo(expected);
        assertThat(stored.manifest().ingestion()).isEqualTo(1);
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).as("left by the one that was killed").hasSize(1);
        }
    }

    @Test
    void aMissingTopicOrKafkaIsSaidInOneLine() throws Exception {
        Path file = sample("nowhere.csv", 10);

        Run run = produceAt("127.0.0.1:1", file.toString());

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.error).startsWith("error: Kafka at 127.0.0.1:1: ").hasLineCount(1);

        try (var empty = TestKafka.open(Files.createDirectory(folder.resolve("kafka")))) {
            Run first = produceAt(empty.servers(), file.toString());

            assertThat(first.exit).isEqualTo(1);
            assertThat(first.error)
                    .isEqualToIgnoringNewLines("error: Kafka at " + empty.servers()
                            + ": has no topic market.bars; run the bootstrap, which creates it");
        }
    }

    private Path sample(String name, int rows, String... options) {
        return sampleIn(folder, name, rows, options);
    }

    private static Path sampleIn(Path folder, String name, int rows, String... options) {
        var arguments = new ArrayList<>(List.of("sample", "--rows", "" + rows, "--quarters", "1", "--defects", "0"));
        arguments.addAll(List.of("--seed", "" + name.hashCode())); // no two tests with the same content
        arguments.addAll(List.of(options));
        arguments.add(folder.resolve(name).toString());
        int exit = ProducerMain.commandLine()
                .setOverwrittenOptionsAllowed(true)
                .setOut(new PrintWriter(new StringWriter()))
                .execute(arguments.toArray(String[]::new));
        assertThat(exit).isZero();
        return folder.resolve(name);
    }

    private static String bar(int line) {
        return "BTCUSD,2020-01-01T%02d:%02d:00Z,1,2,0.5,1.5,10\n".formatted(line / 60, line % 60);
    }

    private static String trade(int line) {
        String time = line % 7 == 0 ? "" : "2020-01-01T00:%02d:%02d.%dZ".formatted(line / 60 % 60, line % 60, line);
        return "%d,%s,%d.50,2E-7,%s,BTC_JPY\n".formatted(line, time, line, line % 5 == 0 ? "" : "SELL");
    }

    private static String[] with(String[] options, String... more) {
        return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** In this JVM. */
    private static void assertWhole(Stored<Bar> stored) {
        assertThat(stored.events().size() + stored.rejected().size())
                .isEqualTo((int) stored.manifest().rowsRead());
        assertThat(stored.manifest().partitions()).isEqualTo(stored.sums());
    }

    private static Run produce(String... arguments) {
        return produceAt(kafka.servers(), arguments);
    }

    private static Run produceAt(String servers, String... arguments) {
        var out = new StringWriter();
        var error = new StringWriter();
        var all = new ArrayList<>(List.of("produce", "--kafka-servers", servers));
        all.addAll(List.of(arguments));
        int exit = ProducerMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(error, true))
                .execute(all.toArray(String[]::new));
        return new Run(exit, out.toString(), error.toString());
    }

    /** As a process of its own. */
    private Process start(String... arguments) throws IOException {
        return start(Files.createTempFile(folder, "produce", ".log"), arguments);
    }

    private static Process start(Path log, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ProducerMain.class.getName(),
                "produce",
                "--kafka-servers",
                kafka.servers()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String metrics(Path log) throws IOException, InterruptedException {
        var address = Pattern.compile("health and metrics at (http://\\S+/)").matcher(Files.readString(log));
        if (!address.find()) {
            return "";
        }
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.group(1) + "metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static Stored<Bar> stored(Path file) throws IOException {
        return stored(EventKind.BARS, file);
    }

    private static <E extends Event> Stored<E> stored(EventKind<E> kind, Path file) throws IOException {
        return Stored.of(kafka.servers(), kind, source(file).fingerprint().sourceId());
    }

    private static SourceFile source(Path file) {
        return new SourceFile(file, file.getFileName().toString(), true);
    }

    /** Read by a few lines of its own, so that the parser is held against something else. */
    private static List<Bar> barsOf(Path file) throws IOException {
        long sourceId = source(file).fingerprint().sourceId();
        var bars = new ArrayList<Bar>();
        try (var lines = source(file).lines()) {
            while (lines.next()) {
                String[] cells = lines.text().split(",");
                if (cells.length == 7) {
                    try {
                        bars.add(bar(cells, sourceId, lines.number()));
                    } catch (DateTimeException | IllegalArgumentException e) {
                        continue; // the header, or malformed
                    }
                }
            }
        }
        return bars;
    }

    private static Bar bar(String[] cells, long sourceId, long line) {
        return new Bar(
                cells[0],
                Instant.parse(cells[1]).getEpochSecond() * 1_000_000,
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]),
                Double.parseDouble(cells[5]),
                Double.parseDouble(cells[6]),
                sourceId,
                line);
    }

    private static <E extends Event> List<E> sorted(List<E> events) {
        return events.stream()
                .sorted(Comparator.comparingLong(Event::sourceLine))
                .toList();
    }

    private static List<Bar> twice(List<Bar> bars) {
        var twice = new ArrayList<>(bars);
        twice.addAll(bars);
        return twice;
    }

    private static List<Long> lines(int from, int to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
