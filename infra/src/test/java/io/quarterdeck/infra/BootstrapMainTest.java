package io.quarterdeck.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BootstrapMainTest {

    @TempDir
    Path home;

    private final StringWriter errors = new StringWriter();

    @Test
    void anImpossibleNumberOfPartitionsIsBadUsage() {
        assertThat(execute("--event-partitions=0")).isEqualTo(2);
        assertThat(errors.toString()).contains("--event-partitions").contains("at least 1, not 0");
    }

    @Test
    void aWaitThatIsNoDurationIsBadUsage() {
        assertThat(execute("--wait=soon")).isEqualTo(2);
        assertThat(errors.toString()).contains("--wait").contains("soon");
    }

    @Test
    void aServerThatIsNotThereFailsTheRunOnceTheWaitIsOver() {
        assertThat(execute("--kafka-servers=127.0.0.1:1", "--wait=PT0S")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("Kafka at 127.0.0.1:1 is not there after 0 s")
                .contains("--wait");
    }

    private int execute(String... options) {
        var arguments = new ArrayList<>(List.of("--postgres-user=owner", "--secrets=" + home.resolve("secrets")));
        arguments.add("--postgres-password-file=" + home.resolve("owner.password"));
        arguments.addAll(List.of(options));
        return new CommandLine(new BootstrapMain())
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
    }
}
