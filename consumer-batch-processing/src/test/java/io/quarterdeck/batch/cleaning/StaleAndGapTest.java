package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class StaleAndGapTest {

    private final MinuteSeries series = new MinuteSeries();

    @Test
    void minutesAreStaleOnceThePriceHasNotChangedForMoreThanAnHour() {
        for (int minute = 0; minute <= 63; minute++) {
            at(minute, 100);
        }
        at(64, 101);

        assertThat(minutes(new StaleRule(series)::applies)).containsExactly(61L, 62L, 63L);
    }

    @Test
    void aMinuteWhosePriceMovesAndComesBackIsNotStale() {
        for (int minute = 0; minute <= 63; minute++) {
            series.add(minute, 100, minute == 30 ? 101 : 100, 100);
        }

        assertThat(minutes(new StaleRule(series)::applies)).isEmpty();
    }

    @Test
    void aPauseIsNoRepetition() {
        at(0, 100);
        at(60, 100); // a pause of just an hour is none
        at(121, 100);
        at(122, 100);

        assertThat(minutes(new StaleRule(series)::applies)).isEmpty();

        at(180, 100);
        at(182, 100);
        assertThat(minutes(new StaleRule(series)::applies)).containsExactly(182L);
    }

    @Test
    void aGapIsMoreThanAnHourAndAtMostADay() {
        at(0, 100);
        at(60, 100);
        at(121, 100);
        at(121 + 24 * 60, 100);
        at(121 + 48 * 60 + 1, 100);

        assertThat(minutes(new GapRule(series)::applies)).containsExactly(121L, 121L + 24 * 60);
    }

    private void at(long minute, double price) {
        series.add(minute, price, price, price);
    }

    private List<Long> minutes(IntPredicate rule) {
        var minutes = new ArrayList<Long>();
        for (int i = 0; i < series.size(); i++) {
            if (rule.test(i)) {
                minutes.add(series.minute(i));
            }
        }
        return minutes;
    }
}
