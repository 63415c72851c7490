package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.marketdata.EventKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults of {@code ./quarterdeck prove --short}, each tried on rows of which this test knows how many are good. */
class ProveIT {

    private static final int FAULTS = 12;
    private static final int ROWS_EACH = 10_000;

    @TempDir
    Path folder;

    @Test
    void everyFaultIsSurvivedWithEqualContents() throws Exception {
        DirtyFile market = DirtyFile.write(EventKind.BARS, FAULTS * ROWS_EACH, folder.resolve("market.csv"));
        Path report = folder.resolve("report.json");

        Program.Result proof = new Quarterdeck(folder.resolve("home"))
                .run("prove", "--short", "--input", market.path().toString(), "--report", report.toString())
                .expect(0);

        assertThat(proof.out().lines()).anyMatch(line -> line.startsWith("PROVEN: "));
        JsonNode told = new ObjectMapper().readTree(report.toFile());
        assertThat(told.get("rows").asLong()).isEqualTo(market.rows() - market.malformed());
        assertThat(told.get("faults")).hasSize(FAULTS).allSatisfy(fault -> {
            assertThat(fault.get("equal").asBoolean()).isTrue();
            // filling a disk takes a root who may mount one
            assertThat(fault.get("survived").asBoolean()
                            || fault.get("note").asText().equals("only root may mount a small disk"))
                    .as(fault.toString())
                    .isTrue();
        });
        assertThat(List.of(folder.resolve("home").toFile().list())).doesNotContain("prove");
    }
}
