package io.quarterdeck.streamstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    @TempDir
    Path folder;

    @Test
    void newCheckpointMakesTheTableAndKnowsItAgain() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));

        var made = checkpoint("one", lake).claim(EventKind.BARS, lake);
        TestLake.append(lake, List.of(TestLake.bar("BTCUSD", "2016-10-01T00:00:00Z", 1, 2)));

        assertThat(checkpoint("one", lake).claim(EventKind.BARS, lake).uuid()).isEqualTo(made.uuid());
    }

    @Test
    void newCheckpointIsRefusedWhenTheTableHoldsRows() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        checkpoint("one", lake).claim(EventKind.BARS, lake);
        TestLake.append(lake, List.of(TestLake.bar("BTCUSD", "2016-10-01T00:00:00Z", 1, 2)));

        assertThatThrownBy(() -> checkpoint("two", lake).claim(EventKind.BARS, lake))
                .hasMessageContaining("lake.raw.bars holds 1 rows")
                .hasMessageContaining("would store them twice");
    }

    @Test
    void newCheckpointTakesAnEmptyTable() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        lake.create(EventKind.BARS); // as a start does that was killed before it wrote the checkpoint

        assertThatCode(() -> checkpoint("one", lake).claim(EventKind.BARS, lake))
                .doesNotThrowAnyException();
    }

    @Test
    void checkpointOfAnotherLakeIsRefused() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        Lake other = TestLake.in(folder.resolve("other"));
        checkpoint("one", lake).claim(EventKind.BARS, lake);

        assertThatThrownBy(() -> checkpoint("one", other).claim(EventKind.BARS, other))
                .hasMessageContaining("belongs to a table lake.raw.bars that this lake does not have");

        other.create(EventKind.BARS);
        assertThatThrownBy(() -> checkpoint("one", other).claim(EventKind.BARS, other))
                .hasMessageContaining("belongs to another table");
    }

    private Checkpoint checkpoint(String name, Lake lake) throws IOException {
        return Checkpoint.at(
                folder.resolve(name).toUri().toString(),
                lake.spark().sparkContext().hadoopConfiguration());
    }
}
