package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.servicekit.BadUsage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DashboardMainTest {

    private final StringWriter err = new StringWriter();
    private final DashboardMain main = new DashboardMain();
    private final CommandLine command =
            new CommandLine(main).setErr(new PrintWriter(err)).setParameterExceptionHandler(new BadUsage());
    private final List<String> required = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "secret");
        required.addAll(List.of(
                "--postgres-user", "dashboard",
                "--postgres-password-file", password.toString(),
                "--users-file", folder.resolve("users").toString()));
    }

    private int run(String... more) {
        var all = new ArrayList<>(required);
        all.addAll(List.of(more));
        return command.execute(all.toArray(String[]::new));
    }

    @Test
    void theDefaultsAreLoopbackAndNoTls() {
        command.parseArgs(required.toArray(String[]::new));

        assertThat(main.web.host).isEqualTo("127.0.0.1");
        assertThat(main.web.port).isEqualTo(8080);
        assertThat(main.web.tls()).isFalse();
        assertThat(main.web.loopback()).isTrue();
        assertThat(main.web.names()).containsExactly("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, false, []",
        "::, false, []",
        "10.1.2.3, false, [10.1.2.3]",
        "::1, true, [[::1]]",
        "127.0.0.2, true, [127.0.0.2]"
    })
    void whereItListensIsANameToAskForUnlessItIsEverywhere(String host, boolean loopback, String names) {
        main.web.host = host;
        assertThat(main.web.loopback()).isEqualTo(loopback);
        assertThat(main.web.names().toString()).isEqualTo(names);
    }

    @Test
    void moreNamesAreGivenWithCommas() {
        var all = new ArrayList<>(required);
        all.addAll(List.of("--allowed-hosts", "desk.example, other.example"));
        command.parseArgs(all.toArray(String[]::new));
        assertThat(main.web.names()).containsExactly("127.0.0.1", "desk.example", "other.example");
    }

    @Test
    void aCertificateNeedsItsKey() {
        assertThat(run("--tls-certificate", "x.pem")).isEqualTo(2);
        assertThat(err.toString()).contains("--tls-certificate, --tls-key: give both or none");
    }

    @Test
    void aBadPortNamesItsFlag() {
        assertThat(run("--web-port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("'--web-port'").contains("is not a port");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("--users-file");
    }

    @Test
    void aDamagedUsersFileEndsTheStartWithItsName() throws Exception {
        Files.writeString(folder.resolve("users"), "root");
        assertThat(run("--web-port", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("--users-file: ").contains("users:1:");
    }

    @Test
    void filesOfTlsThatHoldNoneAreNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThat(run("--web-port", "0", "--tls-certificate", empty.toString(), "--tls-key", empty.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--tls-certificate: ").doesNotContain("secret");
    }
}
