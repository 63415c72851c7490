package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarterlyFeaturesTest {

    private static final String[] WHERE = {
        "--lake-warehouse",
        "file:/nowhere",
        "--postgres-user",
        "batch",
        "--postgres-password-file",
        "nowhere",
        "--certificate-key",
        "nowhere"
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

    @ParameterizedTest
    @CsvSource({
        "--max-reject-ratio, 1.5, --max-reject-ratio: 1.5 is not between 0 and 1",
        "--max-reject-ratio, NaN, --max-reject-ratio: NaN is not between 0 and 1",
        "--min-coverage, -0.1, --min-coverage: -0.1 is not between 0 and 1",
        "--override-gate, ' ', '--override-gate: give the reason, which is kept with the release'",
        "--openlineage-url, ftp://there, --openlineage-url: ftp://there does not begin with http:// or https://"
    })
    void aLimitThatCannotBeIsRefusedBeforeAnythingIsOpened(String option, String value, String message) {
        assertThat(run("--quarter", "2016Q4", option, value)).isEqualTo(2);
        assertThat(errors.toString()).contains("error: " + message);
    }

    private int run(String... which) {
        return QuarterlyFeatures.commandLine()
                .setErr(new PrintWriter(errors))
                .execute(Stream.of(which, WHERE).flatMap(Stream::of).toArray(String[]::new));
    }
}
