package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.Trade.Side;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CopyRowsTest {

    private static final String HEADER = "5047434f50590aff0d0a00" + "00000000" + "00000000";
    private static final String END = "ffff";

    private final CopyRows rows = new CopyRows(1);

    @Test
    void noRowsAreTheHeaderAndTheEnd() {
        assertThat(hex()).isEqualTo(HEADER + END);
    }

    @Test
    void eachValueHasItsLengthAndIsBigEndian() {
        rows.row(4);
        rows.text("é€");
        rows.int4(-2);
        rows.integer(258);
        rows.number(-0.0);

        assertThat(hex())
                .isEqualTo(HEADER
                        + "0004"
                        + "00000005" + "c3a9e282ac"
                        + "00000004" + "fffffffe"
                        + "00000008" + "0000000000000102"
                        + "00000008" + "8000000000000000"
                        + END);
    }

    @Test
    void timesCountFromTheYear2000() {
        rows.row(2);
        rows.timestamptz(946_684_800_000_000L + 1);
        rows.timestamptz(946_684_800_000_000L - 1);

        assertThat(hex())
                .isEqualTo(HEADER + "0002" + "00000008" + "0000000000000001" + "00000008" + "ffffffffffffffff" + END);
    }

    @Test
    void whatAnEventDoesNotSayIsNullAndBelongsToNoQuarter() {
        rows.row(4);
        rows.time(Event.NO_TIME);
        rows.side(Side.UNKNOWN);
        rows.side(Side.BUY);
        rows.side(Side.SELL);

        assertThat(hex())
                .isEqualTo(HEADER + "0004" + "ffffffff" + "ffffffff" + "00000003" + "425559" + "00000004" + "53454c4c"
                        + END);
        assertThat(rows.quarters()).isEmpty();
    }

    @Test
    void theQuartersOfAllTimesAreKnown() {
        for (String time : new String[] {
            "2016-12-31T23:59:59.999999Z", "2017-01-01T00:00:00Z", "2016-10-01T00:00:00Z", "1970-01-01T00:00:00Z"
        }) {
            rows.row(1);
            rows.time(micros(time));
        }

        assertThat(rows.quarters())
                .containsExactlyInAnyOrder(Quarter.parse("2016Q4"), Quarter.parse("2017Q1"), Quarter.parse("1970Q1"));
    }

    @Test
    void clearForgetsRowsAndQuarters() {
        rows.row(1);
        rows.time(micros("2017-01-01T00:00:00Z"));

        rows.clear();
        rows.row(1);
        rows.time(micros("2017-02-01T00:00:00Z"));

        assertThat(rows.rows()).isEqualTo(1);
        assertThat(rows.quarters()).containsExactly(Quarter.parse("2017Q1"));
        assertThat(hex()).startsWith(HEADER + "0001").endsWith(END).hasSize((19 + 2 + 12 + 2) * 2);
    }

    @Test
    void theBufferGrowsWithItsRows() {
        for (int i = 0; i < 100; i++) {
            rows.row(1);
            rows.text("x".repeat(i));
        }

        assertThat(hex()).hasSize((19 + 100 * 6 + 4950 + 2) * 2);
    }

    private static long micros(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    private String hex() {
        rows.end();
        return HexFormat.of().formatHex(Arrays.copyOf(rows.bytes(), rows.size()));
    }
}
