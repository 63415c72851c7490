package io.quarterdeck.batch.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.batch.cleaning.SlotBar;
import io.quarterdeck.batch.features.Column.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold for every column, those to come included. */
public class FeatureTableTest {

    private static final int DAYS = 400;

    @ParameterizedTest
    @EnumSource
    void nothingButALabelChangesWhenLaterBarsArrive(Interval interval) {
        List<SlotBar> hours = RandomMarket.hours(DAYS);
        var bars = BarSeries.of(interval, hours);

        for (int day = 100; day < DAYS; day += 37) {
            var known = BarSeries.of(interval, hours.subList(0, day * 24));
            for (Column column : numbers(interval)) {
                double[] then = column.values().over(known);
                double[] later = Arrays.copyOf(column.values().over(bars), known.size());
                if (column.kind() == Kind.LABEL) {
                    assertThat(then).as(column.name()).isNotEqualTo(later);
                } else {
                    assertThat(then).as(column.name()).containsExactly(later);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnHasValuesAfterTheWarmUpItStates(Interval interval) {
        var bars = RandomMarket.bars(interval, DAYS);

        for (Column column : numbers(interval)) {
            if (column.kind() != Kind.LABEL) {
                double[] values = column.values().over(bars);
                assertThat(Arrays.stream(values).takeWhile(Double::isNaN).count())
                        .as(column.name())
                        .isEqualTo(column.warmUp());
                assertThat(Arrays.stream(values).skip(column.warmUp()).filter(Double::isNaN))
                        .as(column.name())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWarmUpIsAsGoodAsALongerHistory(Interval interval) {
        List<SlotBar> hours = RandomMarket.hours(1000);
        int start = 700 * 24; // of the quarter
        int warmUp = (int) interval.warmUp().toHours();
        var all = BarSeries.of(interval, hours);
        var warm = BarSeries.of(interval, hours.subList(start - warmUp, hours.size()));
        int bar = (int) (start / interval.length().toHours());
        int warmBar = (int) (warmUp / interval.length().toHours());

        for (Column column : numbers(interval)) {
            double unlimited = column.values().over(all)[bar];
            double limited = column.values().over(warm)[warmBar];
            assertThat(limited).as(column.name()).isCloseTo(unlimited, within(1e-6 * Math.abs(unlimited)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnThatIsNeverNullHasAValueFromTheFirstBarOn(Interval interval) {
        var oneBar = BarSeries.of(interval, RandomMarket.hours(1).subList(0, 1));

        for (Column column : numbers(interval)) {
            boolean missing = Double.isNaN(column.values().over(oneBar)[0]);
            assertThat(column.isNeverNull() && missing).as(column.name()).isFalse();
        }
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
