package io.quarterdeck.localstack.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void togetherTheyHoldEveryRowOnceInOrderEachBelowTheHeader(boolean gzip) throws IOException {
        Path market = market(11, gzip);

        List<Path> slices = Slices.cut(market, folder.resolve("slices"), 3, Long.MAX_VALUE);

        var rows = new ArrayList<String>();
        for (Path slice : slices) {
            List<String> lines = Files.readAllLines(slice);
            assertThat(lines.get(0)).isEqualTo("symbol,close");
            assertThat(lines).hasSizeBetween(4, 5);
            rows.addAll(lines.subList(1, lines.size()));
        }
        assertThat(rows).hasSize(11).startsWith("X,1").endsWith("X,11").doesNotHaveDuplicates();
    }

    @Test
    void theRestIsNotUsedWhenEachMayHoldOnlySoMuch() throws IOException {
        List<Path> slices = Slices.cut(market(11, false), folder.resolve("slices"), 3, 2);

        for (Path slice : slices) {
            assertThat(Slices.rows(slice)).isEqualTo(2);
        }
    }

    @Test
    void aFileWithFewerRowsThanTrialsIsRefused() throws IOException {
        Path market = market(2, false);

        assertThatThrownBy(() -> Slices.cut(market, folder.resolve("slices"), 3, Long.MAX_VALUE))
                .hasMessageContaining("has 2 rows, too few for 3 trials");
    }

    private Path market(int rows, boolean gzip) throws IOException {
        Path file = folder.resolve("market.csv");
        var text = new StringBuilder("symbol,close\n");
        for (int i = 1; i <= rows; i++) {
            text.append("X,").append(i).append('\n');
        }
        try (var out = gzip ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
            out.write(text.toString().getBytes());
        }
        return file;
    }
}
