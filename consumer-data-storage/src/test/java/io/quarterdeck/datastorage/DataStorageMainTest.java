package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.servicekit.BadUsage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DataStorageMainTest {

    @TempDir
    Path home;

    private final DataStorageMain main = new DataStorageMain();
    private final StringWriter errors = new StringWriter();

    @Test
    void defaultsAreBatchesOfFiftyThousandRowsOrAFifthOfASecond() {
        new CommandLine(main).parseArgs("--postgres-user=data_storage", "--postgres-password-file=p");

        assertThat(main.flushRows).isEqualTo(50_000);
        assertThat(main.flushInterval).isEqualTo(Duration.ofMillis(200));
        assertThat(main.group).isEqualTo("consumer-data-storage");
    }

    @Test
    void aBatchWithoutRowsIsBadUsage() {
        assertThat(execute("--flush-rows=0")).isEqualTo(2);
        assertThat(errors.toString()).contains("--flush-rows: must be at least 1, not 0");
    }

    @Test
    void aNegativeIntervalIsBadUsage() {
        assertThat(execute("--flush-interval=-PT1S")).isEqualTo(2);
        assertThat(errors.toString()).contains("--flush-interval: must be from PT0S to PT1H, but is PT-1S");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--flush-rows=-1",
                "--flush-rows=many",
                "--flush-rows=",
                "--flush-rows=99999999999",
                "--flush-interval=",
                "--flush-interval=soon",
                "--flush-interval=PT2562047788015215H",
                "--flush-interval=PT99999999999999999999S",
                "--group=",
                "--kafka-servers=nowhere",
                "--postgres-url=localhost",
                "--http-port=-1",
                "--no-such-flag=1"
            })
    void aValueThatCannotBeIsBadUsageThatNamesItsFlag(String argument) {
        assertThat(execute(argument)).isEqualTo(2);
        assertThat(errors.toString())
                .contains(argument.substring(0, argument.indexOf('=')))
                .doesNotContain("\tat ");
    }

    @Test
    void anAddressThatIsNoneIsOneLineAndAFailedRun() {
        assertThat(execute("--kafka-servers=nowhere.invalid:9092")).isEqualTo(1);
        assertThat(errors.toString())
                .startsWith("consumer-data-storage: ")
                .hasLineCount(1)
                .contains("No resolvable bootstrap urls");
    }

    private int execute(String... options) {
        var arguments = new ArrayList<>(List.of("--postgres-user=data_storage"));
        arguments.add("--postgres-password-file=" + home.resolve("data_storage.password"));
        arguments.addAll(List.of(options));
        return new CommandLine(main)
                .setParameterExceptionHandler(new BadUsage())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments.toArray(String[]::new));
    }
}
