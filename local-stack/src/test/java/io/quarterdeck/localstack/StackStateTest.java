package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.localstack.StackState.Health;
import io.quarterdeck.localstack.StackState.Phase;
import io.quarterdeck.localstack.StackState.ProcessId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {

    @TempDir
    Path folder;

    @Test
    void isReadAsItWasWritten() throws Exception {
        var home = new StackHome(folder);
        var state = new StackState(
                Phase.RUNNING,
                new ProcessId(17, 1_700_000_000_000L),
                List.of(new StackState.Service(
                        "kafka", Health.READY, new ProcessId(18, 1_700_000_000_500L), 9092, "/logs/kafka.log", 2)));

        state.write(home);

        assertThat(StackState.read(home)).hasValue(state);
    }

    @Test
    void aProcessWithTheSameNumberButAnotherStartIsAnotherProcess() {
        ProcessId me = ProcessId.of(ProcessHandle.current());

        assertThat(me.running()).isPresent();
        assertThat(new ProcessId(me.pid(), me.startedAt() - 60_000).running()).isEmpty();
    }
}
