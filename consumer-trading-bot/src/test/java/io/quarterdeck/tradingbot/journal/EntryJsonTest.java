package io.quarterdeck.tradingbot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.tradingbot.journal.Entry.Act;
import io.quarterdeck.tradingbot.journal.Entry.Guarded;
import io.quarterdeck.tradingbot.journal.Entry.Marked;
import io.quarterdeck.tradingbot.journal.Entry.Ordered;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Positive;
import org.junit.jupiter.api.Test;

class EntryJsonTest {

    @Test
    void anEntryIsOneLineWithItsFieldsInOrder() {
        assertThat(EntryJson.line(new Ordered(3, 60_000_000, "ab", "BTCUSD", -0.25, 611.1, "fast below slow")))
                .isEqualTo(
                        "{\"type\":\"ordered\",\"sequence\":3,\"slot\":60000000,\"order\":\"ab\",\"symbol\":\"BTCUSD\","
                                + "\"quantity\":-0.25,\"reference_price\":611.1,\"why\":\"fast below slow\"}");
    }

    @Test
    void whatIsNullIsLeftOutAndComesBackAsNull() {
        var entry = new Guarded(1, 0, "daily-loss", Act.RELEASED, null, null, "a new day", 100);

        assertThat(EntryJson.line(entry)).doesNotContain("halt").doesNotContain("symbol");
        assertThat(EntryJson.entry(EntryJson.line(entry))).isEqualTo(entry);
    }

    @Property
    void numbersComeBackToTheLastBit(@ForAll long bits, @ForAll @Positive int divisor) {
        double cash = Double.longBitsToDouble(bits);
        Assume.that(Double.isFinite(cash));
        var entry = new Marked(0, 0, cash, bits / (double) divisor, List.of(new Holding("A", 1.0 / divisor, cash)));

        assertThat(EntryJson.entry(EntryJson.line(entry))).isEqualTo(entry);
    }
}
