package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsANewPasswordAndKeepsItsHash() throws Exception {
        assertThat(run("password")).isZero();

        assertThat(out.toString()).matches("[a-z2-9-]{23}\n");
        Path users = home().dashboardUsers();
        assertThat(users)
                .content()
                .contains("operator:operator:pbkdf2-sha256$")
                .doesNotContain(out.toString().strip(), "viewer:");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whoIsNotThereIsNamed() {
        assertThat(run("password", "root")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("the dashboard has no user 'root'; it has viewer, operator");
    }

    private StackHome home() {
        return new StackHome(folder.resolve("home"));
    }

    private int run(String... arguments) {
        return QuarterdeckMain.commandLine(home(), folder)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
