package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            quoteCharacter = '`',
            value = {
                "plain   | plain",
                "NULL    | ``",
                "``      | \"\"",
                "a,b     | \"a,b\"",
                "say \"x\" | \"say \"\"x\"\"\"",
                "` led`  | \" led\"",
            })
    void nullsAndEmptyTextsDifferAndQuotesStandWhereTheyAreNeeded(String value, String field) {
        assertThat(Csv.field(value)).isEqualTo(field);
    }
}
