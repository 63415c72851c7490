package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectLimitTest {

    @ParameterizedTest
    @CsvSource({"1%,1000,10", "1%,99,0", "0.5%,1000,5", "0%,1000,0", "100%,7,7", "25,10,25", "0,1000,0"})
    void isAShareOfTheRowsOrANumber(String text, long rows, long allowed) {
        assertThat(RejectLimit.parse(text).of(rows)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "-1", "101%", "1.5", "many"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> RejectLimit.parse(text)).hasMessageContaining("neither a number of rows nor a share");
    }
}
