package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuarterlyFeaturesTest {

    private static final String[] WHERE = {
        "--lake-warehouse", "file:/nowhere", "--postgres-user", "batch", "--postgres-password-file", "nowhere"
    };

    private final StringWriter errors = new StringWriter();

    @Test
    void theQuartersMustBeSaid() {
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("--quarter").contains("--all");
    }

    @Test
    void quartersOrAllNotBoth() {
        assertThat(run("--all", "--quarter", "2016Q4")).isEqualTo(2);
        assertThat(errors.toString()).contains("mutually exclusive");
    }

    @Test
    void aQuarterOfAnotherFormIsRefusedWithAnExample() {
        assertThat(run("--quarter", "Q4-2016")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("--quarter")
                .contains("'Q4-2016' is not a quarter; write it like 2016Q4");
    }

    @Test
    void aMissingPasswordFileIsNamed() {
        assertThat(run("--quarter", "2016Q4")).isEqualTo(1);
        assertThat(errors.toString().lines()).singleElement().asString().contains("cannot read nowhere");
    }

    private int run(String... which) {
        return QuarterlyFeatures.commandLine()
                .setErr(new PrintWriter(errors))
                .execute(Stream.of(which, WHERE).flatMap(Stream::of).toArray(String[]::new));
    }
}
