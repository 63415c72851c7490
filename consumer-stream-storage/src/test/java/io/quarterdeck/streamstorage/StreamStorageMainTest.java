package io.quarterdeck.streamstorage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StreamStorageMainTest {

    private static final String[] NEEDED = {
        "--lake-warehouse", "file:///lake", "--checkpoint", "file:///checkpoint",
        "--postgres-user", "stream_storage", "--postgres-password-file", "stream_storage.password"
    };

    private final StringWriter err = new StringWriter();

    @Test
    void streamsWithoutASubcommand() {
        assertThat(StreamStorageMain.withSubcommand("--once")).containsExactly("stream", "--once");
        assertThat(StreamStorageMain.withSubcommand()).containsExactly("stream");
        assertThat(StreamStorageMain.withSubcommand("maintain", "--keep-days", "1"))
                .containsExactly("maintain", "--keep-days", "1");
    }

    @Test
    void defaults() {
        StreamCommand stream = parse();

        assertThat(stream.trigger).isEqualTo(Duration.ofSeconds(10));
        assertThat(stream.maxBatchRecords).isEqualTo(500_000);
        assertThat(stream.once).isFalse();
    }

    @Test
    void readsShortDurations() {
        assertThat(parse("--trigger", "500ms").trigger).isEqualTo(Duration.ofMillis(500));
        assertThat(parse("--trigger", "1m").trigger).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void refusesWhatIsNotADuration() {
        assertThat(execute("stream", "--trigger", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("--trigger", "'soon' is not a duration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--trigger=",
                "--trigger=-5s",
                "--trigger=25h",
                "--trigger=9223372036854775807ms",
                "--trigger=99999999999999999999s",
                "--stop-after=-1ms",
                "--stop-after=9999999h",
                "--max-batch-records=0",
                "--max-batch-records=-1",
                "--max-batch-records=many",
                "--once=perhaps",
                "--lake-catalog=HIVE",
                "--kafka-servers=nowhere",
                "--postgres-url=localhost",
                "--http-port=65536",
                "--no-such-flag=1"
            })
    void aValueThatCannotBeIsBadUsageThatNamesItsFlag(String argument) {
        assertThat(execute(Stream.of(new String[] {"stream"}, NEEDED, new String[] {argument})
                        .flatMap(Stream::of)
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(argument.substring(0, argument.indexOf('=')))
                .doesNotContain("\tat ");
    }

    @Test
    void refusesAStreamWithoutACheckpoint() {
        assertThat(execute("stream", "--lake-warehouse", "file:///lake")).isEqualTo(2);
        assertThat(err.toString()).contains("--checkpoint");
    }

    @Test
    void refusesToRemoveFilesOfCommitsUnderWay() {
        assertThat(execute(
                        "maintain",
                        "--lake-warehouse",
                        "file:///lake",
                        "--postgres-user",
                        "stream_storage",
                        "--postgres-password-file",
                        "stream_storage.password",
                        "--orphan-days",
                        "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--orphan-days 0 is below 1");
    }

    @Test
    void aFailureIsOneLineOfItsInnermostCause() {
        var failure = new RuntimeException(
                "[STREAM_FAILED] Query terminated",
                new IllegalStateException("Partition market.bars-0's offset was changed from 7 to 12\nand a plan"));

        assertThat(Failures.oneLine(failure)).isEqualTo("Partition market.bars-0's offset was changed from 7 to 12");
    }

    private StreamCommand parse(String... more) {
        var stream = new StreamCommand();
        new CommandLine(stream)
                .parseArgs(Stream.of(NEEDED, more)
                        .flatMap(java.util.Arrays::stream)
                        .toArray(String[]::new));
        return stream;
    }

    private int execute(String... args) {
        return StreamStorageMain.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
