package io.quarterdeck.dashboard.api;

import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.marketdata.Tables;
import java.util.Optional;
import java.util.stream.Stream;

/** The lengths of bars that can be looked at. */
enum Interval {
    M1("1m", 60, null, null),
    M5("5m", 300, Tables.FEATURES_BARS_5M, null),
    M15("15m", 900, Tables.FEATURES_BARS_15M, null),
    H1("1h", 3_600, Tables.FEATURES_BARS_1H, null),
    H4("4h", 14_400, Tables.FEATURES_BARS_4H, H1),
    D1("1d", 86_400, Tables.FEATURES_BARS_1D, null),
    W1("1w", 7 * 86_400, null, D1);

    private final String text;
    private final long seconds;
    private final String table;
    private final Interval finer;

    Interval(String text, long seconds, String table, Interval finer) {
        this.text = text;
        this.seconds = seconds;
        this.table = table;
        this.finer = finer;
    }

    static Interval of(String text) {
        return Stream.of(values())
                .filter(interval -> interval.text.equals(text))
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest(
                        "interval: '" + Parameters.shown(text) + "' is none", "One of 1m, 5m, 15m, 1h, 4h, 1d, 1w."));
    }

    String text() {
        return text;
    }

    long seconds() {
        return seconds;
    }

    /** The feature table of this interval. */
    Optional<String> table() {
        return Optional.ofNullable(table);
    }

    /** The interval of whose bars these can be made, if they have no table or it has no rows. */
    Optional<Interval> finer() {
        return Optional.ofNullable(finer);
    }

    /** Start of the bar that contains the moment; weeks begin on Monday. */
    long floor(long epochSecond) {
        return epochSecond - Math.floorMod(epochSecond - ORIGIN, seconds);
    }

    /** A Monday, 2001-01-01; SQL bins from here, too. */
    static final long ORIGIN = 978_307_200;
}
