package io.quarterdeck.benchmarks.harness;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** The bars of a market as an empty topic takes them: as our producer writes them, each with its place there. */
final class TopicBars {

    /** Of every bar: which file it came from does not matter here, but a real one has as many digits. */
    private static final long SOURCE_ID = 5_577_006_791_947_779_410L;

    private TopicBars() {}

    interface Receiver {

        /**
         * @param numbers open, high, low, close and volume with the digits of the market's file
         * @param value the event
         */
        void take(Bar bar, List<String> numbers, byte[] value, int partition, long offset) throws IOException;
    }

    /** Hands over one bar after the other, in the order of the market's file. */
    static void each(Market market, int partitions, Receiver receiver) throws IOException {
        var writer = new WireFormat.Writer<>(EventKind.BARS);
        long[] next = new long[partitions];
        try (BufferedReader lines = Files.newBufferedReader(market.csv())) {
            lines.readLine(); // the header
            long number = 2;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> fields = List.of(line.split(","));
                List<String> numbers = fields.subList(2, fields.size());
                Bar bar = bar(fields, number++);
                int partition = partition(bar.symbol(), partitions);
                receiver.take(bar, numbers, writer.write(bar, numbers), partition, next[partition]++);
            }
        }
    }

    private static Bar bar(List<String> fields, long line) {
        double[] numbers =
                fields.stream().skip(2).mapToDouble(Double::parseDouble).toArray();
        if (numbers.length != 5) {
            throw new IllegalArgumentException("line " + line + " has not 7 fields, but is " + fields);
        }
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(fields.get(1)));
        return new Bar(
                fields.get(0), micros, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], SOURCE_ID, line);
    }

    /** As Kafka's own producer places a key. */
    private static int partition(String symbol, int partitions) {
        return Utils.toPositive(Utils.murmur2(symbol.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
