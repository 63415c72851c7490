package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.localstack.StackState.Health;
import io.quarterdeck.localstack.StackState.Phase;
import io.quarterdeck.localstack.StackState.ProcessId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The launcher is gone, its {@code stack.json} is there, and a process may still run. */
class LeftoversTest {

    private static final ProcessId GONE = new ProcessId(ProcessHandle.current().pid(), 1);

    @TempDir
    Path folder;

    private StackHome home;
    private Process process;
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void start() throws Exception {
        home = new StackHome(folder.resolve("home"));
        home.create();
        process = new ProcessBuilder("sleep", "300").start();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void downStopsWhatACrashedLauncherLeftBehind() throws Exception {
        leave(ProcessId.of(process.toHandle()));

        assertThat(run("down")).isZero();

        // It has ended; this JVM may still have to collect it.
        assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(said.toString()).contains("stopping idle").contains("Stopped.");
        assertThat(Files.exists(home.stateFile())).isFalse();
    }

    @Test
    void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws Exception {
        leave(new ProcessId(process.pid(), ProcessId.of(process.toHandle()).startedAt() - 60_000));

        assertThat(run("down")).isZero();

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void statusSaysThatTheLauncherCrashed() throws Exception {
        leave(ProcessId.of(process.toHandle()));

        assertThat(run("status")).isEqualTo(1);

        assertThat(said.toString()).contains("is crashed").contains("idle");
    }

    @Test
    void downWithoutAStackSaysSo() {
        assertThat(run("down")).isZero();
        assertThat(said.toString()).contains("is not running");
    }

    @Test
    void aSecondLauncherIsRefused() throws Exception {
        var first = StackLock.take(home);
        try {
            assertThat(run("up")).isEqualTo(1);
        } finally {
            first.close();
        }
        assertThat(said.toString()).contains("another ./quarterdeck runs the stack in " + home.folder());
    }

    @Test
    void sqlWithoutAStackSaysHowToStartIt() {
        assertThat(run("sql", "SELECT 1")).isEqualTo(1);
        assertThat(said.toString()).contains("is not running; start it with ./quarterdeck up");
    }

    private void leave(ProcessId left) throws Exception {
        new StackState(
                        Phase.RUNNING,
                        GONE,
                        List.of(new StackState.Service(
                                "idle", Health.READY, left, 1, home.log("idle").toString(), 0)))
                .write(home);
    }

    private int run(String... arguments) {
        CommandLine command = QuarterdeckMain.commandLine(home, folder);
        return command.setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
    }
}
