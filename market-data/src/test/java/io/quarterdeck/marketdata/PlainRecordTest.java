package io.quarterdeck.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.EventKind.Column;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a space behind it a record means the same but is not plain: so both ways of reading can be compared. */
class PlainRecordTest {

    private static final Bar BAR =
            new Bar("BTCUSD", 1_475_280_000_000_000L, 611.1, 611.5, 610.9, 611.2, 0.18793429, Long.MIN_VALUE + 1, 2);

    @Property(tries = 10_000)
    void bothWaysReadTheSameBars(@ForAll("bars") byte[] value) {
        checkBothWays(EventKind.BARS, value);
    }

    @Property(tries = 10_000)
    void bothWaysReadTheSameTrades(@ForAll("trades") byte[] value) {
        checkBothWays(EventKind.TRADES, value);
    }

    @Property(tries = 10_000)
    void aPriceIsTheNearestDouble(@ForAll("decimals") String price) {
        var decoded = new WireFormat.Reader<>(EventKind.BARS).read(bar(List.of(price, "1", "1", "1", "1")));

        double read = ((Decoded.Valid<Bar>) decoded).event().open();
        assertThat(Double.doubleToRawLongBits(read)).isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(price)));
    }

    @Provide
    Arbitrary<byte[]> bars() {
        return Arbitraries.randomValue(random -> AnyRecord.of(EventKind.BARS, random));
    }

    @Provide
    Arbitrary<byte[]> trades() {
        return Arbitraries.randomValue(random -> AnyRecord.of(EventKind.TRADES, random));
    }

    @Provide
    Arbitrary<String> decimals() {
        return Arbitraries.randomValue(AnyRecord::decimal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "0.0",
                "-0.0",
                "0.18793429",
                "611.10",
                "9007199254740992",
                "9007199254740993.0",
                "2420.600000000000364",
                "0.000000000000000000000000000001",
                "-99999999.99999999"
            })
    void usualNumbersArePlain(String number) {
        byte[] bar = bar(List.of(number, number, number, number, number));

        assertThat(isPlain(EventKind.BARS, bar)).isTrue();
        checkBothWays(EventKind.BARS, bar);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-0",
                "1e5",
                "01",
                "-",
                ".5",
                "5.",
                "+1",
                "1.5.5",
                "9007199254740993",
                "9999999999999999999",
                "18446744073709551617",
                "99999999999999999999999",
                "null",
                "\"1\"",
                "1 "
            })
    void otherNumbersAreNot(String number) {
        byte[] bar = bar(List.of(number, number, number, number, number));

        assertThat(isPlain(EventKind.BARS, bar)).isFalse();
    }

    @Test
    void tradesArePlainWithTimeAndSideAndWithout() {
        var writer = new WireFormat.Writer<>(EventKind.TRADES);
        var full = new Trade("BTC_JPY", 5, Long.MAX_VALUE, 1406502, 0.034, Trade.Side.SELL, -5, 2);
        var bare = new Trade("A", Event.NO_TIME, 1, 1, 1, Trade.Side.UNKNOWN, Long.MIN_VALUE + 1, 2);

        for (byte[] value : List.of(writer.write(full), writer.write(bare))) {
            assertThat(isPlain(EventKind.TRADES, value)).isTrue();
            checkBothWays(EventKind.TRADES, value);
        }
    }

    /** Two symbols of the same hash share a place among those remembered. */
    @Test
    void symbolsAreNotConfused() {
        var writer = new WireFormat.Writer<>(EventKind.BARS);
        var reader = new WireFormat.Reader<>(EventKind.BARS);
        assertThat("AaBB".hashCode()).isEqualTo("BBAa".hashCode());

        for (String symbol : List.of("AaBB", "BBAa", "AaBB", "AaB", "BBAa", "BBAaBB")) {
            var bar = new Bar(symbol, 0, 1, 1, 1, 1, 1, 7, 2);
            assertThat(reader.read(writer.write(bar))).isEqualTo(new Decoded.Valid<>(bar));
        }
    }

    private static byte[] bar(List<String> numbers) {
        return new WireFormat.Writer<>(EventKind.BARS).write(BAR, numbers);
    }

    private static boolean isPlain(EventKind<?> kind, byte[] value) {
        Column[] columns = kind.columns().toArray(Column[]::new);
        return new PlainRecord(columns, new WireFormat.Values(columns.length)).read(value);
    }

    private static <E extends Event> void checkBothWays(EventKind<E> kind, byte[] value) {
        if (isPlain(kind, value)) { // else there is but one way
            byte[] spaced = Arrays.copyOf(value, value.length + 1);
            spaced[value.length] = ' ';
            var reader = new WireFormat.Reader<>(kind);

            assertThat(isPlain(kind, spaced)).isFalse();
            assertThat(reader.read(value)).isEqualTo(reader.read(spaced));
        }
    }
}
