package io.quarterdeck.benchmarks.micro;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Rows to measure with: minutes of a few symbols whose prices wander; the same at every call. */
public final class SampleRows {

    public static final int COUNT = 1_000;

    private static final String[] SYMBOLS = {"BTCUSD", "ETHUSD", "IOTUSD", "LTCUSD", "XRPUSD"};
    private static final Instant BEGIN = Instant.parse("2017-07-01T00:00:00Z");

    private SampleRows() {}

    public static List<Bar> bars() {
        var random = new Random(1);
        var bars = new ArrayList<Bar>();
        double price = 2420.6;
        for (int i = 0; i < COUNT; i++) {
            double open = cents(price);
            double close = cents(price *= 1 + 0.001 * random.nextGaussian());
            bars.add(new Bar(
                    SYMBOLS[i % SYMBOLS.length],
                    (BEGIN.getEpochSecond() + 60L * (i / SYMBOLS.length)) * 1_000_000,
                    open,
                    Math.max(open, close),
                    Math.min(open, close),
                    close,
                    Math.round(1e8 * random.nextDouble()) / 1e7,
                    1,
                    i + 2L));
        }
        return bars;
    }

    private static double cents(double price) {
        return Math.round(100 * price) / 100.0;
    }

    /** The same as a file, with a header. */
    public static byte[] csv() {
        var csv = new StringBuilder("symbol,open_time,open,high,low,close,volume\n");
        for (Bar bar : bars()) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%s,%s,%s,%s%n",
                    bar.symbol(),
                    Instant.ofEpochSecond(bar.openTimeMicros() / 1_000_000),
                    bar.open(),
                    bar.high(),
                    bar.low(),
                    bar.close(),
                    bar.volume()));
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same as the values of Kafka records. */
    public static List<byte[]> json() {
        var writer = new WireFormat.Writer<>(EventKind.BARS);
        return bars().stream().map(writer::write).toList();
    }
}
