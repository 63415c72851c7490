package io.quarterdeck.batch.features;

import static io.quarterdeck.batch.features.Column.feature;

import io.quarterdeck.batch.features.Column.Builder;
import io.quarterdeck.batch.features.Column.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Time of day and of week as points on a circle, so that the end of one is close to the start of the next. */
final class CalendarFeatures {

    private static final double DAY = 86_400e6;
    private static final double WEEK = 7 * DAY;

    /** 1970-01-01 was a Thursday: three days after a Monday. */
    private static final double THURSDAY = 3 * DAY;

    private CalendarFeatures() {}

    static List<Column> of(Interval interval) {
        var columns = new ArrayList<Column>();
        if (interval != Interval.DAY) { // a day's bars all open at midnight
            columns.add(calendar("hour_sin", "Hour of the day, sine.", "sin(2 * pi * time since midnight / 24 hours)")
                    .values(bars -> sine(bars, 0, DAY)));
            columns.add(calendar("hour_cos", "Hour of the day, cosine.", "cos(2 * pi * time since midnight / 24 hours)")
                    .values(bars -> cosine(bars, 0, DAY)));
        }
        columns.add(calendar("weekday_sin", "Day of the week, sine.", "sin(2 * pi * days since Monday / 7)")
                .values(bars -> sine(bars, THURSDAY, WEEK)));
        columns.add(calendar("weekday_cos", "Day of the week, cosine.", "cos(2 * pi * days since Monday / 7)")
                .values(bars -> cosine(bars, THURSDAY, WEEK)));
        return columns;
    }

    private static Builder calendar(String name, String meaning, String formula) {
        return feature(Group.CALENDAR, name)
                .meaning(meaning)
                .unit("-1 to 1")
                .formula(formula + " at open_time, UTC")
                .inputs("open_time", "trades.trade_time");
    }

    private static double[] sine(BarSeries bars, double offset, double period) {
        return Arrays.stream(bars.openTimeMicros())
                .mapToDouble(time -> StrictMath.sin(angle(time + offset, period)))
                .toArray();
    }

    private static double[] cosine(BarSeries bars, double offset, double period) {
        return Arrays.stream(bars.openTimeMicros())
                .mapToDouble(time -> StrictMath.cos(angle(time + offset, period)))
                .toArray();
    }

    /** Days of the week are counted whole, so that hour and weekday say different things. */
    private static double angle(double time, double period) {
        double unit = period == WEEK ? DAY : 1;
        return 2 * Math.PI * (Math.floor(time % period / unit) * unit / period);
    }
}
