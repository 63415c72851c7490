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

class BarJsonTest {

    private static final Bar BAR =
            new Bar("BTCUSD", 1_475_280_000_000_000L, 611.1, 611.5, 610.9, 611.2, 0.18793429, -5L, 2);

    private final BarJson.Writer writer = new BarJson.Writer();

    @Test
    void digitsOfTheSourceAreKept() {
        byte[] json = writer.write("BTCUSD", 1_475_280_000_000_000L, "611.10", "611.5", "610.9", "6.112e2", "0", -5, 2);

        assertThat(new String(json, UTF_8))
                .isEqualTo("{\"symbol\":\"BTCUSD\",\"open_time\":1475280000000000,\"open\":611.10,\"high\":611.5,"
                        + "\"low\":610.9,\"close\":6.112e2,\"volume\":0,\"source_id\":-5,\"source_line\":2}");
    }

    @Test
    void recordsWrittenOneAfterAnotherStayApart() {
        byte[] first = writer.write(BAR);
        byte[] second = writer.write(BAR);

        assertThat(second).isEqualTo(first);
        assertThat(BarJson.read(second)).isEqualTo(new Decoded.Valid<>(BAR));
    }

    @Property
    void anyBarReadsBackAsItWasWritten(
            @ForAll @LongRange(min = 0, max = Bar.END_TIME_MICROS - 1) long openTime,
            @ForAll double open,
            @ForAll double volume,
            @ForAll long sourceId,
            @ForAll @IntRange(min = 1) int sourceLine) {
        var bar = new Bar("\u00dcBER\"\\/\u4e2d", openTime, open, 1, -0.0, 4.9e-324, volume, sourceId, sourceLine);

        assertThat(BarJson.read(new BarJson.Writer().write(bar))).isEqualTo(new Decoded.Valid<>(bar));
    }

    @Test
    void unknownFieldsAreIgnoredSoThatVersionsMayAddThem() {
        assertThat(BarJson.read(withField("\"venue\":{\"name\":[1,{\"close\":7}]}")))
                .isEqualTo(new Decoded.Valid<>(BAR));
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
        Decoded<Bar> decoded = BarJson.read(json.getBytes(UTF_8));

        assertThat(decoded).isInstanceOf(Decoded.Undecodable.class);
        assertThat(((Decoded.Undecodable<Bar>) decoded).reason()).startsWith(reason == null ? "" : reason);
    }

    @Test
    void onlyUtf8IsRead() {
        String json = new String(writer.write(BAR), UTF_8);

        for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE, Charset.forName("UTF-32"))) {
            assertThat(BarJson.read(json.getBytes(charset))).isEqualTo(new Decoded.Undecodable<>("not UTF-8"));
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

    private static String json(String symbol, String openTime, String open, String sourceLine) {
        return ("{\"symbol\":\"%s\",\"open_time\":%s,\"open\":%s,\"high\":1,\"low\":1,\"close\":1,\"volume\":0,"
                        + "\"source_id\":1,\"source_line\":%s}")
                .formatted(symbol, openTime, open, sourceLine);
    }

    private static String reasonFor(String json) {
        return ((Decoded.Undecodable<Bar>) BarJson.read(json == null ? null : json.getBytes(UTF_8))).reason();
    }

    private byte[] withField(String field) {
        String json = new String(writer.write(BAR), UTF_8);
        return json.replace("\"close\"", field + ",\"close\"").getBytes(UTF_8);
    }
}
