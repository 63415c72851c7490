package io.quarterdeck.infra.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsCommandTest {

    @TempDir
    Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void namesWhatItWroteAndShowsNoneOfIt() throws IOException {
        assertThat(execute()).isZero();
        assertThat(execute("rotate", "all")).isZero();

        assertThat(out.toString()).contains("wrote batch/postgres.password\n", "wrote bootstrap/owner.password.next\n");
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    assertThat(out.toString() + errors)
                            .as("%s", file)
                            .doesNotContain(line.strip().isEmpty() ? "\0" : line);
                }
            }
        }
    }

    @Test
    void showsAPasswordAndNothingElse() throws IOException {
        execute();
        out.getBuffer().setLength(0);

        assertThat(execute("show", "ml_reader")).isZero();

        assertThat(out).hasToString(Files.readString(root.resolve("bootstrap/roles/ml_reader.password")));
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void showsTheAuthoritysCertificateAndNeverItsKey() {
        execute();
        out.getBuffer().setLength(0);

        assertThat(execute("show", "ca")).isZero();

        assertThat(out.toString())
                .startsWith("-----BEGIN CERTIFICATE-----")
                .endsWith("-----END CERTIFICATE-----\n")
                .doesNotContain("KEY");
    }

    @Test
    void aPasswordOfTheDashboardIsPrintedOnceAndKeptAsAHashAlone() throws Exception {
        execute();
        out.getBuffer().setLength(0);

        assertThat(execute("dashboard-password", "operator")).isZero();

        String password = out.toString().strip();
        assertThat(out.toString()).isEqualTo(password + "\n");
        String users = Files.readString(root.resolve("dashboard/dashboard.users"));
        assertThat(users).contains("operator:operator:").doesNotContain(password, "viewer:");
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file).content().doesNotContain(password);
            }
        }
    }

    @Test
    void aUserWhoIsNotThereHasNoPassword() {
        assertThat(execute("dashboard-password", "root")).isEqualTo(1);
        assertThat(errors.toString()).contains("the dashboard has no user 'root'; it has viewer, operator");
    }

    @Test
    void whatIsNotMadeYetCannotBeShown() {
        assertThat(execute("show", "dashboard")).isEqualTo(1);
        assertThat(errors.toString()).contains("there is none yet");
    }

    @Test
    void whatNobodyMayAskForIsBadUsage() {
        assertThat(execute("show", "batch")).isEqualTo(2);
        assertThat(execute("rotate", "kafka")).isEqualTo(2);
        assertThat(errors.toString()).contains("data-storage");
    }

    @Test
    void anOwnersPasswordStillPendingIsToldOf() {
        execute();
        execute("rotate", "owner");

        assertThat(execute("rotate", "owner")).isZero();

        assertThat(errors.toString()).contains("run bootstrap");
    }

    private int execute(String... words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.add("--folder=" + root);
        return new SecretsCommand()
                .commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments.toArray(String[]::new));
    }
}
