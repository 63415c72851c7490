package io.quarterdeck.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import io.quarterdeck.marketdata.SourceManifest.Status;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.marketdata.WireFormat;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a file holds, each of its rows is sent or rejected with line and reason, or all of the file is refused with a
 * message: by all classes of {@code produce}, but over Kafka's own stand-in for a producer.
 *
 * <p>{@code -Djqwik.tries.default=1000000} tries more files. One that fails is kept in {@code target/}; mend the code, and
 * move it to {@code src/test/resources/corpus}.
 */
class AnyFileTest {

    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final String NAME = "any.csv";
    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Ingest.Rules RULES =
            new Ingest.Rules(RejectLimit.parse("100%"), 3, Duration.ofHours(1), Pace.UNLIMITED);

    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "producing");
        thread.setDaemon(true); // one that hangs shall not keep the tests from ending
        return thread;
    });

    private static final StopSignal NO_STOP = StopSignal.install();

    static {
        NO_STOP.close(); // the JVM need not wait for it
    }

    private static final Path FILE = temporaryFile();

    /** What came of a file; of a refused one only the message. */
    private record Found(
            Optional<String> refusal, boolean header, SortedMap<Long, Event> sent, List<RejectedLine> rejected) {}

    @Property
    void everyRowIsSentOrRejectedOrTheFileIsRefused(@ForAll("files") AnyFile file) throws Exception {
        try {
            check(file.bytes(), file.content(), file.options());
        } catch (Exception | AssertionError e) {
            Files.write(
                    Path.of("target", "failed-" + Integer.toHexString(Arrays.hashCode(file.bytes()))), file.bytes());
            throw e;
        }
    }

    @Provide
    Arbitrary<AnyFile> files() {
        return Arbitraries.randomValue(AnyFile::of);
    }

    /** Files that once were not: each is read in every known way. */
    @ParameterizedTest
    @MethodSource("corpus")
    void soItIsWithFilesThatOnceWentWrong(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);

        check(bytes, bytes, new FormatOptions());
        for (Profile<?> profile : Profile.KNOWN) {
            var options = new FormatOptions();
            options.profileName = profile.name();
            options.symbolName = profile.has(Profile.SYMBOL) ? null : "X";
            check(bytes, bytes, options);
        }
    }

    static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.sorted().toList();
        }
    }

    private static void check(byte[] bytes, byte[] content, FormatOptions options) throws Exception {
        Files.write(FILE, bytes);
        Found found = inTime(() -> produce(new SourceFile(FILE, NAME, true), options));

        found.refusal()
                .ifPresent(message -> assertThat(message)
                        .contains(FILE.toString())
                        .hasSizeLessThan(2000)
                        .doesNotContainPattern("\\p{Cc}"));
        if (found.refusal().isEmpty()) {
            checkRows(found, filledLines(isPacked(bytes) ? content : bytes));
        }
    }

    private static void checkRows(Found found, SortedMap<Long, String> filled) {
        SortedMap<Long, String> rows = found.header() ? filled.tailMap(filled.firstKey() + 1) : filled;
        Map<Long, RejectedLine> rejected =
                found.rejected().stream().collect(Collectors.toMap(RejectedLine::line, line -> line));

        var seen = new TreeMap<Long, Object>(found.sent());
        seen.putAll(rejected);
        assertThat(seen.keySet()).isEqualTo(rows.keySet());
        assertThat(found.sent().size() + rejected.size()).isEqualTo(rows.size());
        for (RejectedLine line : found.rejected()) {
            String text = rows.get(line.line());
            assertThat(line.source()).isEqualTo(NAME);
            assertThat(text).startsWith(line.text());
            assertThat(line.text().length())
                    .isGreaterThanOrEqualTo(Math.min(text.length(), RejectedLine.MAX_TEXT_LENGTH - 1));
            assertThat(line.reason()).isNotBlank().hasSizeLessThan(500).doesNotContainPattern("\\p{Cc}");
            for (String said : List.of(line.text(), line.reason())) {
                assertThat(new String(said.getBytes(UTF_8), UTF_8))
                        .as("whole characters")
                        .isEqualTo(said);
            }
        }
    }

    private static Found produce(SourceFile file, FormatOptions options) throws IOException, InterruptedException {
        try {
            return produce(file, Layout.of(file, options));
        } catch (InputException e) {
            return new Found(Optional.of(e.getMessage()), false, new TreeMap<>(), List.of());
        }
    }

    private static <E extends Event> Found produce(SourceFile file, Layout<E> layout)
            throws IOException, InterruptedException {
        EventKind<E> kind = layout.profile().kind();
        Fingerprint fingerprint = file.fingerprint();
        var kafka = new MockProducer<byte[], byte[]>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        var ledger = Ledger.begin(kind, fingerprint, NAME, layout.description(), Optional.empty());
        try (var transactions = FileTransactions.open(kafka, kind, PARTITIONS)) {
            var end = new Ingest<>(file, layout, fingerprint, ledger, transactions, RULES, NO_STOP).run();
            assertThat(end).isEqualTo(Ingest.End.COMPLETE);
        }
        return found(kind, layout.header(), kafka.history());
    }

    /** As a reader of the topics has it; the manifest must say the same. */
    private static <E extends Event> Found found(
            EventKind<E> kind, boolean header, List<ProducerRecord<byte[], byte[]>> records) {
        var sent = new TreeMap<Long, Event>();
        var rejected = new ArrayList<RejectedLine>();
        var sums = new TreeMap<Integer, ContentHasher>();
        var reader = new WireFormat.Reader<>(kind);
        SourceManifest manifest = null;
        for (ProducerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals(kind.topic())) {
                Decoded<E> decoded = reader.read(record.value());
                assertThat(decoded).isInstanceOf(Decoded.Valid.class);
                E event = ((Decoded.Valid<E>) decoded).event();
                assertThat(sent.put(event.sourceLine(), event)).isNull();
                sums.computeIfAbsent(record.partition(), partition -> new ContentHasher())
                        .add(kind, event);
            } else if (record.topic().equals(Topics.REJECTED)) {
                rejected.add(FileJson.read(record.value(), RejectedLine.class));
            } else {
                manifest = FileJson.read(record.value(), SourceManifest.class);
            }
        }
        assertThat(manifest.status()).isEqualTo(Status.COMPLETE);
        assertThat(manifest.rowsSent()).isEqualTo(sent.size());
        assertThat(manifest.rowsRejected()).isEqualTo(rejected.size());
        assertThat(manifest.partitions())
                .isEqualTo(sums.entrySet().stream()
                        .map(sum -> sum(sum.getKey(), sum.getValue().sum()))
                        .toList());
        return new Found(Optional.empty(), header, sent, rejected);
    }

    private static PartitionSum sum(int partition, ContentHash hash) {
        return new PartitionSum(partition, hash.rows(), hash.hex());
    }

    /** The lines in which something stands, counted without the producer's own reader. */
    private static SortedMap<Long, String> filledLines(byte[] content) {
        var lines = new TreeMap<Long, String>();
        long number = 0;
        for (int start = 0; start < content.length; ) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            String text = new String(content, start, end - start, UTF_8);
            if (number == 0 && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            if (text.endsWith("\r")) {
                text = text.substring(0, text.length() - 1);
            }
            number++;
            if (!text.matches("[ \t]*+") || text.length() > LineReader.MAX_LINE_BYTES) {
                lines.put(number, text);
            }
            start = end + 1;
        }
        return lines;
    }

    /** By its first bytes. */
    private static boolean isPacked(byte[] bytes) {
        return bytes.length > 3
                && (bytes[0] == 0x1f && bytes[1] == (byte) 0x8b
                        || bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] <= 5 && bytes[3] <= 6);
    }

    private static <T> T inTime(Callable<T> work) throws Exception {
        try {
            return THREAD.submit(work).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("not an InputException", e.getCause());
        }
    }

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("any", ".csv");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
