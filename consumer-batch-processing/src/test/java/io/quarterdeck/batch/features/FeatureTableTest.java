package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.cleaning.MinuteReturns;
import io.quarterdeck.batch.cleaning.OrderFlow;
import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.features.Column.Group;
import io.quarterdeck.batch.features.Column.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold for every column, those to come included. */
public class FeatureTableTest {

    /** Enough for the longest window and horizon. */
    private static int days(Interval interval) {
        return interval == Interval.DAY || interval == Interval.FOUR_HOURS ? 400 : 40;
    }

    @ParameterizedTest
    @EnumSource
    void nothingButALabelChangesWhenLaterBarsArrive(Interval interval) {
        int days = days(interval);
        List<SlotBar> slots = RandomMarket.slots(interval, days);
        var bars = RandomMarket.bars(interval, slots);
        var later = new HashMap<String, double[]>();
        numbers(interval)
                .forEach(column -> later.put(column.name(), column.values().over(bars)));

        for (int day = days / 4; day < days; day += 1 + days / 11) {
            var known = RandomMarket.bars(interval, slots.subList(0, day * RandomMarket.slotsPerDay(interval)));
            for (Column column : numbers(interval)) {
                double[] then = column.values().over(known);
                double[] now = Arrays.copyOf(later.get(column.name()), known.size());
                if (column.kind() == Kind.LABEL) {
                    assertThat(then).as(column.name()).isNotEqualTo(now);
                } else {
                    assertThat(then).as(column.name()).containsExactly(now);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneBarThatChangesIsSeenByNoFeatureBeforeIt(Interval interval) {
        var bars = RandomMarket.bars(interval, days(interval));
        int changed = bars.size() - 20;
        var other = RandomMarket.bars(interval, days(interval));
        other.open()[changed] *= 0.9;
        other.high()[changed] *= 2;
        other.low()[changed] *= 0.5;
        other.close()[changed] *= 1.3;
        other.marketReturn()[changed] += 0.1;
        other.turnover()[changed] *= 4;
        other.volume()[changed] *= 3;
        other.returns()[changed] = new MinuteReturns(0.1, 0.01, 0.01, 0.01, 0.1, 0.1);
        other.flow()[changed] = OrderFlow.NONE;
        other.minutes()[changed] = 1;

        for (Column column : numbers(interval)) {
            double[] values = column.values().over(bars);
            double[] others = column.values().over(other);
            boolean isCalendar = column.group() == Group.CALENDAR || column.group() == Group.QUALITY;
            if (column.kind() == Kind.LABEL) {
                assertThat(Arrays.mismatch(values, others)).as(column.name()).isLessThan(changed);
            } else {
                int first = Arrays.mismatch(values, others);
                assertThat(first)
                        .as(column.name())
                        .satisfiesAnyOf(
                                i -> assertThat(i).isGreaterThanOrEqualTo(changed),
                                i -> assertThat(isCalendar && i == -1).isTrue());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnHasValuesAfterTheWarmUpItStates(Interval interval) {
        var bars = RandomMarket.bars(interval, days(interval));

        for (Column column : numbers(interval)) {
            if (column.kind() != Kind.LABEL) {
                double[] values = column.values().over(bars);
                int warmUp = column.name().equals("market_log_return_1") ? 1 : column.warmUp(); // of the whole market
                assertThat(Arrays.stream(values).takeWhile(Double::isNaN).count())
                        .as(column.name())
                        .isEqualTo(warmUp);
                assertThat(Arrays.stream(values).skip(warmUp).filter(Double::isNaN))
                        .as(column.name())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWarmUpIsAsGoodAsALongerHistory(Interval interval) {
        int warmUpDays = (int) interval.warmUp().toDays();
        int startDay = 3 * warmUpDays;
        int slotsPerDay = RandomMarket.slotsPerDay(interval);
        List<SlotBar> slots = RandomMarket.slots(interval, startDay + 30);
        var all = RandomMarket.bars(interval, slots);
        var warm = RandomMarket.bars(interval, slots.subList((startDay - warmUpDays) * slotsPerDay, slots.size()));
        int barsOfWarmUp = (int) interval.warmUp().dividedBy(interval.length());

        for (Column column : numbers(interval)) {
            double unlimited = column.values().over(all)[3 * barsOfWarmUp];
            double limited = column.values().over(warm)[barsOfWarmUp];
            assertThat(limited).as(column.name()).isCloseTo(unlimited, within(1e-6 * Math.abs(unlimited)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLongestWindowIsFullWhenTheQuarterBegins(Interval interval) {
        int longest = numbers(interval).stream().mapToInt(Column::warmUp).max().orElseThrow();

        assertThat(longest).isLessThanOrEqualTo((int) interval.warmUp().dividedBy(interval.length()) / 3);
    }

    @ParameterizedTest
    @EnumSource
    void aColumnThatIsNeverNullHasAValueFromTheFirstBarOn(Interval interval) {
        var oneBar = RandomMarket.bars(interval, RandomMarket.slots(interval, 1).subList(0, 1));

        for (Column column : numbers(interval)) {
            boolean missing = Double.isNaN(column.values().over(oneBar)[0]);
            assertThat(column.isNeverNull() && missing).as(column.name()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyColumnSaysWhatItIsComputedFrom(Interval interval) {
        assertThat(FeatureTable.columns(interval))
                .allSatisfy(
                        column -> assertThat(column.inputs()).as(column.name()).isNotEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void keysComeFirstAndLabelsAreNamedSo(Interval interval) {
        List<Column> columns = FeatureTable.columns(interval);

        assertThat(columns.stream().limit(FeatureTable.FIRST_NUMBER).map(Column::name))
                .containsExactly("symbol", "open_time", "known_at");
        assertThat(columns.stream().map(Column::name)).doesNotHaveDuplicates();
        assertThat(columns)
                .allSatisfy(column -> assertThat(column.name().startsWith("label_"))
                        .as(column.name())
                        .isEqualTo(column.kind() == Kind.LABEL));
    }

    private static List<Column> numbers(Interval interval) {
        List<Column> columns = FeatureTable.columns(interval);
        return columns.subList(FeatureTable.FIRST_NUMBER, columns.size());
    }
}
