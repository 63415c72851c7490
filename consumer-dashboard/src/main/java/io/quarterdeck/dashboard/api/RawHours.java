package io.quarterdeck.dashboard.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Collectors;

/**
 * Hours made from raw rows, a day at a time, kept until the day has other rows. With them longer bars need not read a
 * hundred thousand minutes each time. Safe for use by many threads.
 */
final class RawHours {

    /** About a kilobyte each. */
    private static final int MOST_DAYS = 20_000;

    private record Day(String symbol, LocalDate date) {}

    /** @param rows of the day when its hours were made */
    private record Hours(long rows, double[] values) {

        private static final int FIELDS = 6;

        static Hours of(long rows, List<Candle> hours) {
            double[] values = new double[FIELDS * hours.size()];
            int i = 0;
            for (Candle hour : hours) {
                values[i++] = hour.time();
                values[i++] = hour.open();
                values[i++] = hour.high();
                values[i++] = hour.low();
                values[i++] = hour.close();
                values[i++] = hour.volume();
            }
            return new Hours(rows, values);
        }

        List<Candle> candles() {
            var candles = new ArrayList<Candle>(values.length / FIELDS);
            for (int i = 0; i < values.length; i += FIELDS) {
                candles.add(Candle.bare(
                        (long) values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4], values[i + 5]));
            }
            return candles;
        }
    }

    /** Reads the hours of [from, to), epoch seconds; newest first. */
    interface Reading {
        List<Candle> read(long from, long to);
    }

    private final Map<Day, Hours> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Whether the hours of a day with so many rows are known. */
    boolean knows(String symbol, LocalDate date, long rows) {
        return find(symbol, date, rows) != null;
    }

    private synchronized Hours find(String symbol, LocalDate date, long rows) {
        Hours hours = known.get(new Day(symbol, date));
        return hours != null && hours.rows() == rows ? hours : null;
    }

    private synchronized void keep(String symbol, Map<LocalDate, Hours> made) {
        made.forEach((date, hours) -> known.put(new Day(symbol, date), hours));
        while (known.size() > MOST_DAYS) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /**
     * The hours of these days, newest first; those that are not known are read, neighbours together.
     *
     * @param days newest first
     * @param rows of each day of the symbol
     */
    List<Candle> of(String symbol, List<LocalDate> days, NavigableMap<LocalDate, Long> rows, Reading reading) {
        var all = new HashMap<LocalDate, Hours>();
        var unknown = new ArrayList<LocalDate>();
        for (LocalDate day : days) {
            Hours hours = find(symbol, day, rows.get(day));
            if (hours == null) {
                unknown.add(day);
            } else {
                all.put(day, hours);
                all.putAll(read(unknown, rows, reading));
                unknown.clear();
            }
        }
        all.putAll(read(unknown, rows, reading));
        keep(symbol, all);
        return days.stream().flatMap(day -> all.get(day).candles().stream()).toList();
    }

    private static Map<LocalDate, Hours> read(
            List<LocalDate> days, NavigableMap<LocalDate, Long> rows, Reading reading) {
        var made = new HashMap<LocalDate, Hours>();
        if (!days.isEmpty()) {
            Map<LocalDate, List<Candle>> byDay =
                    reading
                            .read(
                                    epoch(days.get(days.size() - 1)),
                                    epoch(days.get(0).plusDays(1)))
                            .stream()
                            .collect(Collectors.groupingBy(
                                    hour -> LocalDate.ofInstant(Instant.ofEpochSecond(hour.time()), ZoneOffset.UTC)));
            days.forEach(day -> made.put(day, Hours.of(rows.get(day), byDay.getOrDefault(day, List.of()))));
        }
        return made;
    }

    private static long epoch(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }
}
