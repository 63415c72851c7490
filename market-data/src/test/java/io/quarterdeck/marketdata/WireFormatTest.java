package io.quarterdeck.marketdata;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {

    private static final Bar BAR =
            new Bar("BTCUSD", 1_475_280_000_000_000L, 611.1, 611.5, 610.9, 611.2, 0.18793429, -5L, 2);

    private final WireFormat.Writer<Bar> writer = new WireFormat.Writer<>(EventKind.BARS);

    @Test
    void digitsOfTheSourceAreKept() {
        byte[] json = writer.write(BAR, List.of("611.10", "611.5", "610.9", "6.112e2", "0"));

        assertThat(new String(json, UTF_8))
                .isEqualTo("{\"symbol\":\"BTCUSD\",\"open_time\":1475280000000000,\"open\":611.10,\"high\":611.5,"
                        + "\"low\":610.9,\"close\":6.112e2,\"volume\":0,\"source_id\":-5,\"source_line\":2}");
    }

    @Test
    void recordsWrittenOneAfterAnotherStayApart() {
        byte[] first = writer.write(BAR);
        byte[] second = writer.write(BAR);

        assertThat(second).isEqualTo(first);
        assertThat(read(second)).isEqualTo(new Decoded.Valid<>(BAR));
    }

    @Property
    void anyBarReadsBackAsItWasWritten(
            @ForAll @LongRange(min = 0, max = Event.END_TIME_MICROS - 1) long openTime,
            @ForAll double open,
            @ForAll double volume,
            @ForAll long sourceId,
            @ForAll @IntRange(min = 1) int sourceLine) {
        var bar = new Bar("\u00dcBER\"\\/\u4e2d", openTime, open, 1, -0.0, 4.9e-324, volume, sourceId, sourceLine);

        assertThat(read(new WireFormat.Writer<>(EventKind.BARS).write(bar))).isEqualTo(new Decoded.Valid<>(bar));
    }

    @Test
    void unknownFieldsAreIgnoredSoThatVersionsMayAddThem() {
        assertThat(read(withField("\"venue\":{\"name\":[1,{\"close\":7}]}"))).isEqualTo(new Decoded.Valid<>(BAR));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                   | not a JSON object",
                "nonsense                             | not JSON",
                "[]                                   | not a JSON object",
                "{}                                   | field symbol is missing",
                "{\"symbol\":7}                       | field symbol is not a string",
                "{\"symbol\":\"A\",\"symbol\":\"B\"}  | field symbol stands twice",
                "{\"open_time\":1.5}                  | field open_time is not an integer",
                "{\"open_time\":99999999999999999999} | not JSON",
                "{\"open\":\"1\"}                     | field open is not a number",
                "{\"open\":NaN}                       | not JSON",
                "{\"symbol\":\"A\",\"open_time\":0    | not JSON"
            })
    void anythingElseIsUndecodableAndSaysWhy(String json, String reason) {
        Decoded<Bar> decoded = read(json.getBytes(UTF_8));

        assertThat(decoded).isInstanceOf(Decoded.Undecodable.class);
        assertThat(((Decoded.Undecodable<Bar>) decoded).reason()).startsWith(reason == null ? "" : reason);
    }

    @Test
    void aReasonIsHarmlessWhateverItQuotes() {
        assertThat(read("nothing\0\u001b".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Decoded.Undecodable.class,
                        undecodable -> assertThat(undecodable.reason())
                                .startsWith("not JSON: Unrecognized token 'nothing\\u0000\\u001B'"));
    }

    @Test
    void onlyUtf8IsRead() {
        String json = new String(writer.write(BAR), UTF_8);

        for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE, Charset.forName("UTF-32"))) {
            assertThat(read(json.getBytes(charset))).isEqualTo(new Decoded.Undecodable<>("not UTF-8"));
        }
    }

    @Test
    void valuesThatNoStoreCouldKeepAreUndecodable() {
        assertThat(reasonFor(json("BTC\\u0000USD", "0", "1", "2"))).isEqualTo("symbol holds the character U+0000");
        assertThat(reasonFor(json("BTCUSD", "-1", "1", "2"))).isEqualTo("open_time -1 is outside 1970..2199");
        assertThat(reasonFor(json("BTCUSD", "0", "1e999", "2"))).isEqualTo("open Infinity is not a finite number");
        assertThat(reasonFor(json("BTCUSD", "0", "1", "0"))).isEqualTo("source_line 0 is below 1");
        assertThat(reasonFor(null)).isEqualTo("the value is null");
        assertThat(reasonFor((json("BTCUSD", "0", "1", "2") + "{}"))).isEqualTo("more than one JSON value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC\"USD", "BTC\\USD", "ÄÖ", "\u20bf"})
    void anySymbolReadsBackAsItWasWritten(String symbol) {
        var bar = new Bar(symbol, 0, 1, 1, 1, 1, 1, 7, 2);

        assertThat(read(writer.write(bar))).isEqualTo(new Decoded.Valid<>(bar));
    }

    @Test
    void aTradeMayLackItsTimeAndItsSide() {
        var trade = new Trade("BTC_JPY", Event.NO_TIME, 118_745_850, 1406502, 2e-7, Trade.Side.UNKNOWN, -5, 2);

        byte[] json = new WireFormat.Writer<>(EventKind.TRADES).write(trade, List.of("1406502.0", "2E-7"));

        assertThat(new String(json, UTF_8))
                .isEqualTo("{\"symbol\":\"BTC_JPY\",\"trade_time\":null,\"trade_id\":118745850,\"price\":1406502.0,"
                        + "\"quantity\":2E-7,\"side\":null,\"source_id\":-5,\"source_line\":2}");
        assertThat(new WireFormat.Reader<>(EventKind.TRADES).read(json)).isEqualTo(new Decoded.Valid<>(trade));
    }

    @Property
    void anyTradeReadsBackAsItWasWritten(
            @ForAll @LongRange(min = 0, max = Event.END_TIME_MICROS - 1) long time,
            @ForAll long tradeId,
            @ForAll double price,
            @ForAll Trade.Side side,
            @ForAll long sourceId) {
        var trade = new Trade("BTC_JPY", time, tradeId, price, -0.0, side, sourceId, 1);

        assertThat(new WireFormat.Reader<>(EventKind.TRADES)
                        .read(new WireFormat.Writer<>(EventKind.TRADES).write(trade)))
                .isEqualTo(new Decoded.Valid<>(trade));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trade_time | \"soon\"             | field trade_time is not an integer",
                "trade_time | -9223372036854775808 | trade_time -9223372036854775808 is outside 1970..2199",
                "trade_id   | null                 | field trade_id is not an integer",
                "price      | null                 | field price is not a number",
                "quantity   | 1e999                | quantity Infinity is not a finite number",
                "side       | \"buy\"              | field side is neither BUY, SELL nor null",
                "side       | 1                    | field side is not a string"
            })
    void aTradeWithAnotherValueIsUndecodable(String field, String value, String reason) {
        String json = "{\"symbol\":\"A\",\"trade_time\":0,\"trade_id\":1,\"price\":1,\"quantity\":1,"
                + "\"side\":\"BUY\",\"source_id\":1,\"source_line\":1}";
        String wrong = json.replaceFirst("\"" + field + "\":[^,}]*", "\"" + field + "\":" + value);

        assertThat(new WireFormat.Reader<>(EventKind.TRADES).read(wrong.getBytes(UTF_8)))
                .isEqualTo(new Decoded.Undecodable<>(reason));
    }

    @Test
    void aFieldThatMayBeNullMustStillBeThere() {
        byte[] json =
                "{\"symbol\":\"A\",\"trade_id\":1,\"price\":1,\"quantity\":1,\"side\":null,\"source_id\":1,\"source_line\":1}"
                        .getBytes(UTF_8);

        assertThat(new WireFormat.Reader<>(EventKind.TRADES).read(json))
                .isEqualTo(new Decoded.Undecodable<>("field trade_time is missing"));
    }

    @Test
    void nothingIsCarriedOverFromTheRecordBefore() {
        var reader = new WireFormat.Reader<>(EventKind.TRADES);
        var full = new Trade("A", 5, 1, 1, 1, Trade.Side.SELL, 1, 1);
        var bare = new Trade("B", Event.NO_TIME, 2, 2, 2, Trade.Side.UNKNOWN, 2, 2);
        var writer = new WireFormat.Writer<>(EventKind.TRADES);
        byte[] json = writer.write(bare);

        reader.read(writer.write(full));

        assertThat(reader.read(json)).isEqualTo(new Decoded.Valid<>(bare));
    }

    private static Decoded<Bar> read(byte[] value) {
        return new WireFormat.Reader<>(EventKind.BARS).read(value);
    }

    private static String json(String symbol, String openTime, String open, String sourceLine) {
        return ("{\"symbol\":\"%s\",\"open_time\":%s,\"open\":%s,\"high\":1,\"low\":1,\"close\":1,\"volume\":0,"
                        + "\"source_id\":1,\"source_line\":%s}")
                .formatted(symbol, openTime, open, sourceLine);
    }

    private static String reasonFor(String json) {
        return ((Decoded.Undecodable<Bar>) read(json == null ? null : json.getBytes(UTF_8))).reason();
    }

    private byte[] withField(String field) {
        String json = new String(writer.write(BAR), UTF_8);
        return json.replace("\"close\"", field + ",\"close\"").getBytes(UTF_8);
    }
}
