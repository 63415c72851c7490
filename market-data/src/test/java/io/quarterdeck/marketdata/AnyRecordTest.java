package io.quarterdeck.marketdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@code -Djqwik.tries.default=1000000} tries more records. */
class AnyRecordTest {

    private final WireFormat.Reader<Bar> bars = new WireFormat.Reader<>(EventKind.BARS);
    private final WireFormat.Reader<Trade> trades = new WireFormat.Reader<>(EventKind.TRADES);

    @Property
    void anyBytesAreABarOrUndecodable(@ForAll("bars") byte[] value) {
        check(EventKind.BARS, bars, value);
    }

    @Property
    void anyBytesAreATradeOrUndecodable(@ForAll("trades") byte[] value) {
        check(EventKind.TRADES, trades, value);
    }

    @Provide
    Arbitrary<byte[]> bars() {
        return Arbitraries.randomValue(random -> AnyRecord.of(EventKind.BARS, random));
    }

    @Provide
    Arbitrary<byte[]> trades() {
        return Arbitraries.randomValue(random -> AnyRecord.of(EventKind.TRADES, random));
    }

    private static <E extends Event> void check(EventKind<E> kind, WireFormat.Reader<E> reader, byte[] value) {
        Decoded<E> decoded = reader.read(value);

        assertThat(new WireFormat.Reader<>(kind).read(value))
                .as("nothing is left of the records before")
                .isEqualTo(decoded);
        if (decoded instanceof Decoded.Valid<E> valid) {
            E event = valid.event();
            assertThat(reader.read(new WireFormat.Writer<>(kind).write(event))).isEqualTo(decoded);
            assertThat(new String(event.symbol().getBytes(UTF_8), UTF_8)).isEqualTo(event.symbol());
            new ContentHasher().add(kind, event);
        } else {
            String reason = ((Decoded.Undecodable<E>) decoded).reason();
            assertThat(reason).isNotBlank().hasSizeLessThan(2000);
            assertThat(reason.chars()).noneMatch(c -> Character.isISOControl(c));
            assertThat(new String(reason.getBytes(UTF_8), UTF_8)).isEqualTo(reason);
        }
    }
}
