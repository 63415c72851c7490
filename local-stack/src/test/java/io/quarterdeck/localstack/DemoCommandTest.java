package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path folder;

    @Test
    void aMissingFileIsNamedBeforeAnythingIsStarted() {
        var home = new StackHome(folder.resolve("home"));
        var err = new StringWriter();

        int exit = QuarterdeckMain.commandLine(home, folder)
                .setErr(new PrintWriter(err, true))
                .execute("demo", "--detach", "--input", "a*.csv", "mistyped.csv");

        assertThat(exit).isEqualTo(1);
        assertThat(err).hasToString("quarterdeck: mistyped.csv: no such file or folder\n");
        assertThat(home.folder()).doesNotExist();
    }
}
