package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.Trade.Side;
import io.quarterdeck.marketdata.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    /** By a parser that follows PostgreSQL's documentation, not the code above. */
    @Property
    void aBarIsReadBackFromItsRow(
            @ForAll("symbols") String symbol,
            @ForAll @LongRange(min = 0, max = Event.END_TIME_MICROS - 1) long openTime,
            @ForAll double open,
            @ForAll double volume,
            @ForAll long sourceId,
            @ForAll @LongRange(min = 1) long sourceLine,
            @ForAll @LongRange(min = 0) long offset) {
        var bar = new Bar(symbol, openTime, open, -0.0, Double.MIN_VALUE, 1, volume, sourceId, sourceLine);
        ByteBuffer row = row(EventKind.BARS, bar, offset);

        assertThat(row.getShort()).isEqualTo((short) 12);
        assertThat(text(row)).isEqualTo(symbol);
        assertThat(eight(row)).isEqualTo(openTime - micros("2000-01-01T00:00:00Z"));
        for (double number : new double[] {open, -0.0, Double.MIN_VALUE, 1, volume}) {
            assertThat(eight(row)).isEqualTo(Double.doubleToRawLongBits(number));
        }
        assertThat(eight(row)).isEqualTo(sourceId);
        assertThat(eight(row)).isEqualTo(sourceLine);
        assertEndsWithRecord(row, offset);
    }

    @Property
    void aTradeIsReadBackFromItsRow(
            @ForAll("symbols") String symbol,
            @ForAll("times") long time,
            @ForAll long tradeId,
            @ForAll double price,
            @ForAll double quantity,
            @ForAll Side side,
            @ForAll @LongRange(min = 0) long offset) {
        ByteBuffer row = row(EventKind.TRADES, new Trade(symbol, time, tradeId, price, quantity, side, -1, 1), offset);

        assertThat(row.getShort()).isEqualTo((short) 11);
        assertThat(text(row)).isEqualTo(symbol);
        if (time == Event.NO_TIME) {
            assertThat(row.getInt()).isEqualTo(-1);
        } else {
            assertThat(eight(row)).isEqualTo(time - micros("2000-01-01T00:00:00Z"));
        }
        assertThat(eight(row)).isEqualTo(tradeId);
        assertThat(eight(row)).isEqualTo(Double.doubleToRawLongBits(price));
        assertThat(eight(row)).isEqualTo(Double.doubleToRawLongBits(quantity));
        assertThat(text(row)).isEqualTo(side == Side.UNKNOWN ? null : side.name());
        assertThat(eight(row)).isEqualTo(-1);
        assertThat(eight(row)).isEqualTo(1);
        assertEndsWithRecord(row, offset);
    }

    /** All that a symbol may hold: no control characters, no surrogates. */
    @Provide
    Arbitrary<String> symbols() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u00a0', '\ud7ff')
                .withCharRange('\ue000', '\uffff')
                .ofMinLength(1)
                .ofMaxLength(Event.MAX_SYMBOL_LENGTH)
                .edgeCases(edges -> edges.add("\\N", "\\.", "\\t", "\u202e", "\uffff"));
    }

    @Provide
    Arbitrary<Long> times() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, Event.END_TIME_MICROS - 1), Arbitraries.just(Event.NO_TIME));
    }

    /** The one row of the event's record, as it goes to PostgreSQL. */
    private static <E extends Event> ByteBuffer row(EventKind<E> kind, E event, long offset) {
        var kindRows = new KindRows<>(kind);
        byte[] value = new WireFormat.Writer<>(kind).write(event);
        kindRows.add(List.of(new ConsumerRecord<>(kind.topic(), 3, offset, null, value)), Instant.EPOCH);
        assertThat(kindRows.undecodables()).isEmpty();
        kindRows.rows().end();
        return ByteBuffer.wrap(kindRows.rows().bytes(), 19, kindRows.rows().size() - 19);
    }

    private static String text(ByteBuffer row) {
        int length = row.getInt();
        if (length == -1) {
            return null;
        }
        byte[] text = new byte[length];
        row.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static long eight(ByteBuffer row) {
        assertThat(row.getInt()).isEqualTo(8);
        return row.getLong();
    }

    private static void assertEndsWithRecord(ByteBuffer row, long offset) {
        assertThat(row.getInt()).isEqualTo(4);
        assertThat(row.getInt()).isEqualTo(3);
        assertThat(eight(row)).isEqualTo(offset);
        assertThat(eight(row)).isEqualTo(-micros("2000-01-01T00:00:00Z"));
        assertThat(row.getShort()).isEqualTo((short) -1);
        assertThat(row.remaining()).isZero();
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
