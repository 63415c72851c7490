package io.quarterdeck.systemtests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.systemtests.PostgresContent;
import java.math.BigDecimal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stores and feature tables of the recorded candles, held against figures worked out from the CSV files alone. Skipped
 * where the files are not there.
 */
@EnabledIf(
        value = "io.quarterdeck.systemtests.demo.Demo#recordedCandlesAreThere",
        disabledReason = "no recorded candles")
@ExtendWith(Demo.Shared.class)
@Order(1)
class RecordedCandlesIT {

    private static PostgresContent postgres;

    @BeforeAll
    static void look(Demo demo) {
        postgres = demo.stores().postgres();
    }

    @Test
    void everyRowLandsAndNoneIsRefused() throws Exception {
        assertThat(postgres.number("SELECT count(*) FROM raw.bars")).isEqualByComparingTo("2686264");
        assertThat(postgres.number("SELECT count(*) FROM raw.undecodable")).isZero();
    }

    @Test
    void everyQuarterIsReleasedWhole() throws Exception {
        assertThat(postgres.text("SELECT string_agg(DISTINCT quarter, ' ' ORDER BY quarter) FROM governance.release"))
                .isEqualTo("2015Q4 2016Q1 2016Q2 2016Q3 2016Q4 2017Q1 2017Q2 2017Q3 2017Q4");
        assertThat(postgres.number("SELECT count(*) FROM governance.release WHERE partial"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2016-10-01, 2017-01-01, '611.1,983,575,966.58', 753809.90051848",
        "2017-10-01, 2018-01-01, '4367.1,19891,4133,13769', 5737359.44346668"
    })
    void theQuartersOfBtcusdAreThoseOfTheFile(String from, String to, String prices, BigDecimal volume)
            throws Exception {
        assertThat(postgres.text("""
                        SELECT concat_ws(',', (array_agg(open ORDER BY open_time))[1], max(high), min(low),
                                         (array_agg(close ORDER BY open_time DESC))[1])
                          FROM features.bars_1h
                         WHERE symbol = 'BTCUSD' AND open_time >= ?::timestamptz AND open_time < ?::timestamptz""", from, to)).isEqualTo(prices);
        assertThat(postgres.number("""
                        SELECT abs(sum(volume::numeric) / ?::numeric - 1) FROM features.bars_1d
                         WHERE symbol = 'BTCUSD' AND open_time >= ?::timestamptz AND open_time < ?::timestamptz""", volume.toPlainString(), from, to)).isLessThan(new BigDecimal("1e-12"));
    }

    @ParameterizedTest
    @CsvSource({"spike, 0", "stale, 513", "gap, 2013"})
    void everyMinuteUnderARuleIsCounted(String rule, long minutes) throws Exception {
        assertThat(postgres.number("""
                        SELECT sum((counts.value ->> ?)::bigint) FROM governance.release, jsonb_each(quality) AS counts
                         WHERE version = 1""", rule)).isEqualByComparingTo(BigDecimal.valueOf(minutes));
    }
}
