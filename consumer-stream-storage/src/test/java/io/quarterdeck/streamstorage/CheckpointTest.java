package io.quarterdeck.streamstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.EventKind;
import java.io.IOException;
import java.nio.file.Files;
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

        var made = checkpoint("one", lake).claim(lake);
        TestLake.append(lake, EventKind.BARS, List.of(TestLake.bar("BTCUSD", "2016-10-01T00:00:00Z", 1, 2)));

        assertThat(checkpoint("one", lake).claim(lake).uuid()).isEqualTo(made.uuid());
    }

    @Test
    void newCheckpointIsRefusedWhenTheTableHoldsRows() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        checkpoint("one", lake).claim(lake);
        TestLake.append(lake, EventKind.BARS, List.of(TestLake.bar("BTCUSD", "2016-10-01T00:00:00Z", 1, 2)));

        assertThatThrownBy(() -> checkpoint("two", lake).claim(lake))
                .hasMessageContaining("lake.raw.bars holds 1 rows")
                .hasMessageContaining("would store them twice");
    }

    @Test
    void newCheckpointTakesAnEmptyTable() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        lake.create(EventKind.BARS); // as a start does that was killed before it wrote the checkpoint

        assertThatCode(() -> checkpoint("one", lake).claim(lake)).doesNotThrowAnyException();
    }

    @Test
    void checkpointOfAnotherLakeIsRefused() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        Lake other = TestLake.in(folder.resolve("other"));
        checkpoint("one", lake).claim(lake);

        assertThatThrownBy(() -> checkpoint("one", other).claim(other))
                .hasMessageContaining("belongs to a table lake.raw.bars that this lake does not have");

        other.create(EventKind.BARS);
        assertThatThrownBy(() -> checkpoint("one", other).claim(other))
                .hasMessageContaining("belongs to another table");
    }

    @Test
    void eachKindHasItsOwn() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        checkpoint("one", lake).claim(lake);
        TestLake.append(lake, EventKind.BARS, List.of(TestLake.bar("BTCUSD", "2016-10-01T00:00:00Z", 1, 2)));

        var trades = checkpoint(EventKind.TRADES, "one", lake).claim(lake);

        assertThat(trades.name()).isEqualTo("lake.raw.trades");
        assertThat(checkpoint(EventKind.TRADES, "one", lake).claim(lake).uuid()).isEqualTo(trades.uuid());
        assertThat(folder.resolve("one"))
                .isDirectoryContaining("glob:**/market.bars")
                .isDirectoryContaining("glob:**/market.trades");
    }

    @Test
    void checkpointOfTheTimeWhenThereWereOnlyBarsIsRefusedUntilItIsMoved() throws Exception {
        Lake lake = TestLake.in(folder.resolve("lake"));
        var made = checkpoint("one", lake).claim(lake);
        Path old = Files.move(folder.resolve("one/market.bars"), folder.resolve("old"));

        for (EventKind<?> kind : EventKind.ALL) {
            assertThatThrownBy(() -> checkpoint(kind, "old", lake))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("--checkpoint file:\\S+/old/? is of an earlier version, which stored only bars:"
                            + " move its content to file:\\S+/old/market.bars and start again.");
        }

        Files.move(old, folder.resolve("content"));
        Files.createDirectory(old);
        Files.move(folder.resolve("content"), old.resolve("market.bars"));
        assertThat(checkpoint("old", lake).claim(lake).uuid()).isEqualTo(made.uuid());
    }

    private Checkpoint checkpoint(String name, Lake lake) throws IOException {
        return checkpoint(EventKind.BARS, name, lake);
    }

    private Checkpoint checkpoint(EventKind<?> kind, String name, Lake lake) throws IOException {
        return Checkpoint.of(
                kind,
                folder.resolve(name).toUri().toString(),
                lake.spark().sparkContext().hadoopConfiguration());
    }
}
