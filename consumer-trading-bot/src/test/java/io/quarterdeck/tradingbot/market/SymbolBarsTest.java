package io.quarterdeck.tradingbot.market;

import static io.quarterdeck.tradingbot.Bars.MINUTE;
import static io.quarterdeck.tradingbot.Bars.START;
import static io.quarterdeck.tradingbot.Bars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.Bar;
import java.util.List;
import org.junit.jupiter.api.Test;

class SymbolBarsTest {

    private final SymbolBars bars = new SymbolBars(5 * MINUTE, 2, List.of(Indicators.ema(1)));

    private boolean closedAt(int minute) {
        return bars.closedBy(START + minute * MINUTE);
    }

    @Test
    void minutesBecomeOneBarOfTheIntervalWhenItIsOver() {
        bars.add(new Bar("A", START, 10, 12, 9, 11, 1, 7, 1));
        bars.add(new Bar("A", START + MINUTE, 11, 15, 10, 14, 2, 7, 2));
        bars.add(new Bar("A", START + 4 * MINUTE, 14, 14, 8, 13, 3, 7, 3));
        assertThat(closedAt(4)).isFalse();
        assertThat(bars.kept()).isZero();

        assertThat(closedAt(5)).isTrue();

        assertThat(bars.open(0)).isEqualTo(10);
        assertThat(bars.high(0)).isEqualTo(15);
        assertThat(bars.low(0)).isEqualTo(8);
        assertThat(bars.close(0)).isEqualTo(13);
        assertThat(bars.volume(0)).isEqualTo(6);
        assertThat(bars.indicator(0)).isEqualTo(13);
        assertThat(closedAt(6)).isFalse();
    }

    @Test
    void anIntervalClosesThoughItsLastMinutesHaveNoBarsAndTheNextBarIsNotInIt() {
        bars.add(bar("A", 1, 10));
        bars.add(bar("A", 7, 20));

        assertThat(closedAt(8)).isTrue();

        assertThat(bars.kept()).isEqualTo(1);
        assertThat(bars.close(0)).isEqualTo(10);
        assertThat(bars.newestMinute().close()).isEqualTo(20);
    }

    @Test
    void onlyClosedBarsCanBeLookedAtAndOnlyAsManyAsWereAskedFor() {
        for (int minute = 0; minute < 15; minute += 5) {
            bars.add(bar("A", minute, minute + 1));
            closedAt(minute + 5);
        }

        assertThat(bars.close(0)).isEqualTo(11);
        assertThat(bars.close(1)).isEqualTo(6);
        assertThatThrownBy(() -> bars.close(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bars.close(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
