package io.quarterdeck.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuarterTest {

    @ParameterizedTest
    @CsvSource({
        "2016Q1, 2016-01-01T00:00:00Z, 2016-04-01T00:00:00Z, 91",
        "2016Q2, 2016-04-01T00:00:00Z, 2016-07-01T00:00:00Z, 91",
        "2016Q3, 2016-07-01T00:00:00Z, 2016-10-01T00:00:00Z, 92",
        "2016Q4, 2016-10-01T00:00:00Z, 2017-01-01T00:00:00Z, 92",
        "2017Q1, 2017-01-01T00:00:00Z, 2017-04-01T00:00:00Z, 90"
    })
    void boundsAreHalfOpenInUtc(String text, Instant start, Instant end, long days) {
        Quarter quarter = Quarter.parse(text);

        assertThat(quarter.start()).isEqualTo(start);
        assertThat(quarter.end()).isEqualTo(end);
        assertThat(quarter.days()).isEqualTo(days);
        assertThat(quarter.contains(start)).isTrue();
        assertThat(quarter.contains(end)).isFalse();
        assertThat(quarter.contains(start.minusNanos(1))).isFalse();
        assertThat(quarter).hasToString(text);
    }

    @Test
    void everyDayOfFourYearsIsInTheQuarterItBelongsTo() {
        for (LocalDate day = LocalDate.of(2015, 1, 1); day.getYear() < 2019; day = day.plusDays(1)) {
            Instant midnight = Instant.parse(day + "T00:00:00Z");
            assertThat(Quarter.of(midnight).contains(midnight)).as("%s", day).isTrue();
        }
    }

    @Test
    void nextAndPreviousCrossTheYear() {
        assertThat(Quarter.parse("2016Q4").next()).isEqualTo(Quarter.parse("2017Q1"));
        assertThat(Quarter.parse("2017Q1").previous()).isEqualTo(Quarter.parse("2016Q4"));
        assertThat(Quarter.parse("2016Q4")).isLessThan(Quarter.parse("2017Q1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2016", "2016Q0", "2016Q5", "16Q4", "2016q4", "2016Q4 ", "Q4 2016"})
    void anythingElseIsRefusedWithAnExampleOfTheForm(String text) {
        assertThatThrownBy(() -> Quarter.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a quarter; write it like 2016Q4");
    }
}
