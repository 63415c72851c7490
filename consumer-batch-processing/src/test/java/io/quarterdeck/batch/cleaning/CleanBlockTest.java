package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CleanBlockTest {

    private static final long BLOCK = 537; // from 2017-01-18
    private static final long START = BLOCK * CleanBlock.MICROS;

    private final CleanBlock block = new CleanBlock(BLOCK);

    @Test
    void theFirstMinuteIsJudgedByThoseOfTheLookBackWhichAreNotGivenThemselves() {
        for (int minute = -30; minute < 0; minute++) {
            add(minute, minute == -10 ? 1000 : 100);
        }
        add(0, 1000);
        add(1, 100);

        List<CleanHour> hours = block.clean();

        assertThat(hours).extracting(CleanHour::openTimeMicros).containsExactly(START);
        assertThat(hours.get(0).counts()[Rule.SPIKE.ordinal()]).isEqualTo(1);
        assertThat(hours.get(0).rows()).isEqualTo(2);
        assertThat(hours.get(0).bar().minutes()).isEqualTo(1);
    }

    @Test
    void itsHoursComeInOrderWhateverOrderTheRowsHave() {
        add(32 * 24 * 60 - 1, 100);
        add(-24 * 60, 100);
        add(60, 100);
        add(0, 100);

        assertThat(block.clean())
                .extracting(CleanHour::openTimeMicros)
                .containsExactly(START, START + CleanBlock.HOUR_MICROS, START + 767 * CleanBlock.HOUR_MICROS);
    }

    @Test
    void flagsCountInTheHourOfTheirMinute() {
        for (int minute = -61; minute <= 1; minute++) {
            add(minute, 100);
        }
        add(200, 100);

        List<CleanHour> hours = block.clean();

        assertThat(hours.get(0).counts()[Rule.STALE.ordinal()]).isEqualTo(2); // minutes 0 and 1
        assertThat(hours.get(1).counts()[Rule.GAP.ordinal()]).isEqualTo(1);
        assertThat(hours.get(1).bar().minutes()).isEqualTo(1); // a flag drops nothing
    }

    private void add(long minute, double price) {
        long time = START + minute * TradeMinute.MICROS;
        block.hour(time).add(new RawBar(time, price, price, price, price, 1, 7, 2, 0, minute, time));
    }
}
