package io.quarterdeck.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    /**
     * Worked outside of this code: Python's struct and hashlib over the canonical bytes of this bar. Any
     * change here breaks every manifest and certificate ever written.
     */
    @Test
    void oneBarHasTheMd5OfItsCanonicalBytes() {
        var bar = new Bar("BTCUSD", 1_475_280_000_000_000L, 611.1, 611.1, 611.1, 611.1, 0.18793429, 1, 2);

        assertThat(hash(List.of(bar))).isEqualTo(ContentHash.parse(1, "1b453dc2cb58d86935d7d97551af8a10"));
    }

    /** Worked outside of this code, as that of the bar. */
    @Test
    void oneTradeHasTheMd5OfItsCanonicalBytes() {
        var trade = new Trade("BTC_JPY", 1_516_460_411_173_000L, 118_745_850, 1_406_502, 2e-7, Trade.Side.SELL, 1, 2);
        var bare = new Trade("BTC_JPY", Event.NO_TIME, 118_745_850, 1_406_502, 2e-7, Trade.Side.UNKNOWN, 1, 2);

        assertThat(hash(EventKind.TRADES, List.of(trade)))
                .isEqualTo(ContentHash.parse(1, "fd8ae298ebdc050ad951296576d51e4c"));
        assertThat(hash(EventKind.TRADES, List.of(bare)))
                .isEqualTo(ContentHash.parse(1, "4787630d98dbfd662382cd375a506173"));
    }

    @Test
    void orderDoesNotMatter() {
        List<Bar> bars = bars(1000);
        var shuffled = new ArrayList<>(bars);
        Collections.shuffle(shuffled, new Random(7));

        assertThat(hash(shuffled)).isEqualTo(hash(bars));
    }

    @Test
    void hashesOfPartsAddUpToTheHashOfTheWhole() {
        List<Bar> bars = bars(1000);

        assertThat(hash(bars.subList(0, 313)).plus(hash(bars.subList(313, 1000))))
                .isEqualTo(hash(bars));
        assertThat(ContentHash.NONE.plus(hash(bars))).isEqualTo(hash(bars));
    }

    @Test
    void everyFieldCounts() {
        var bar = new Bar("A", 1, 2, 3, 4, 5, 6, 7, 8);

        assertThat(List.of(
                        hash(List.of(bar)),
                        hash(List.of(new Bar("B", 1, 2, 3, 4, 5, 6, 7, 8))),
                        hash(List.of(new Bar("A", 2, 2, 3, 4, 5, 6, 7, 8))),
                        hash(List.of(new Bar("A", 1, -2, 3, 4, 5, 6, 7, 8))),
                        hash(List.of(new Bar("A", 1, 2, 3.0000000000000004, 4, 5, 6, 7, 8))),
                        hash(List.of(new Bar("A", 1, 2, 3, 5, 4, 6, 7, 8))),
                        hash(List.of(new Bar("A", 1, 2, 3, 4, 5, 0.0, 7, 8))),
                        hash(List.of(new Bar("A", 1, 2, 3, 4, 5, -0.0, 7, 8))),
                        hash(List.of(new Bar("A", 1, 2, 3, 4, 5, 6, 8, 8))),
                        hash(List.of(new Bar("A", 1, 2, 3, 4, 5, 6, 7, 9)))))
                .doesNotHaveDuplicates();
    }

    @Test
    void hexReadsBackAsItWasWritten() {
        var hash = new ContentHash(3, -1, 0x0102030405060708L);

        assertThat(hash.hex()).isEqualTo("ffffffffffffffff0102030405060708");
        assertThat(ContentHash.parse(3, hash.hex())).isEqualTo(hash);
        assertThatThrownBy(() -> ContentHash.parse(3, "abc")).hasMessageContaining("'abc'");
    }

    private static ContentHash hash(List<Bar> bars) {
        return hash(EventKind.BARS, bars);
    }

    private static <E extends Event> ContentHash hash(EventKind<E> kind, List<E> events) {
        var hasher = new ContentHasher();
        events.forEach(event -> hasher.add(kind, event));
        return hasher.sum();
    }

    private static List<Bar> bars(int rows) {
        var random = new Random(1);
        var bars = new ArrayList<Bar>(rows);
        for (int row = 1; row <= rows; row++) {
            double price = random.nextDouble();
            bars.add(new Bar("S" + row % 3, row * 60_000_000L, price, price, price, price, row, 42, row));
        }
        return bars;
    }
}
