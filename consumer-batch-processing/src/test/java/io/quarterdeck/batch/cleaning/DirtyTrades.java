package io.quarterdeck.batch.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A made-up feed of trades with the dirt of real ones: ids that run ahead of the times and back, blank times and sides,
 * repeats, corrections, prices and quantities of 0. The same at every call.
 */
public final class DirtyTrades {

    private DirtyTrades() {}

    /**
     * Lines {@code symbol,trade_time,trade_id,price,quantity,side} of two symbols.
     *
     * @param pause from one trade to the next, on average
     */
    public static List<String> lines(String start, Duration length, Duration pause) {
        var random = new Random(11);
        var lines = new ArrayList<String>();
        long micros = Instant.parse(start).toEpochMilli() * 1000;
        long id = 1000;
        for (long second = 0; second < length.toSeconds(); second += pause.toSeconds()) {
            if (second % 5000 > 4000) {
                continue; // the exchange is away
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                id += 1 + random.nextInt(5);
                long time = micros + second * 1_000_000L + random.nextInt(3_000_000);
                String line = line(random.nextInt(20) == 0 ? "THIN" : "BUSY", time, id, random);
                lines.add(line);
                if (random.nextInt(40) == 0) {
                    lines.add(line);
                }
                if (random.nextInt(60) == 0) {
                    lines.add(line(line.substring(0, 4), time, id, random)); // a correction
                }
            }
        }
        return lines;
    }

    private static String line(String symbol, long micros, long id, Random random) {
        String time = Instant.ofEpochMilli(micros / 1000).toString();
        double price = random.nextInt(200) == 0 ? 0 : 1000 + random.nextGaussian();
        double quantity = random.nextInt(200) == 0 ? 0 : Math.exp(random.nextGaussian());
        String side =
                List.of("BUY", "SELL", random.nextInt(10) == 0 ? "" : "BUY").get(random.nextInt(3));
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%.2f,%.6f,%s",
                symbol,
                random.nextInt(50) == 0 ? "" : time,
                id,
                price,
                quantity,
                side);
    }
}
