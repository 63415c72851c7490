package io.quarterdeck.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.benchmarks.harness.InTurn.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InTurnTest {

    private static final long ROWS = 30_000;

    @TempDir
    Path folder;

    private final List<String> runs = new ArrayList<>();

    @Test
    void theWarmUpHasFewRowsAndIsNotMeasured() throws Exception {
        InTurn turns = InTurn.run(bench(), "ours", side("ours", "same"), "theirs", side("theirs", "same"));

        assertThat(runs)
                .containsExactly(
                        "ours 20000", "theirs 20000", "ours 30000", "theirs 30000", "ours 30000", "theirs 30000");
        assertThat(turns.ours()).hasSize(2).allMatch(done -> done.rows() == ROWS);
        assertThat(turns.peer()).hasSize(2).allMatch(done -> done.rows() == ROWS);
        assertThat(turns.agreed()).isTrue();
        assertThat(turns.agreement()).isEqualTo("all 4 runs: same");
    }

    @Test
    void aDisagreementNamesWhoSaysWhat() throws Exception {
        InTurn turns = InTurn.run(bench(), "ours", side("ours", "3 rows"), "theirs", side("theirs", "2 rows"));

        assertThat(turns.agreed()).isFalse();
        assertThat(turns.agreement()).isEqualTo("ours: 3 rows; theirs: 2 rows");
    }

    private InTurn.Side side(String name, String content) {
        return (bench, itsFolder) -> {
            runs.add(name + " " + bench.market().rows());
            return new Done(bench.market().rows(), 1, content);
        };
    }

    private Bench bench() throws IOException {
        Path csv = folder.resolve("bars.csv");
        Files.writeString(
                csv,
                LongStream.range(0, ROWS)
                        .mapToObj(row -> "row " + row + "\n")
                        .collect(Collectors.joining("", "header\n", "")));
        Market market = Market.recorded(List.of(csv), Long.MAX_VALUE, folder.resolve("market.csv"));
        return new Bench(folder, folder, market, 2, 1, false, false, line -> {});
    }
}
