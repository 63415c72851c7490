package io.quarterdeck.localstack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a service says at {@code /metrics}, in Prometheus' text format. */
final class Metrics {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples;

    private Metrics(List<Sample> samples) {
        this.samples = samples;
    }

    static Metrics parse(String text) {
        var samples = new ArrayList<Sample>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            var sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                samples.add(new Sample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
            }
        });
        return new Metrics(samples);
    }

    /** {@code quarterdeck_lake_rows} of a table; empty when the service does not say, as before its first look. */
    Optional<Long> lakeRows(String table) {
        return samples.stream()
                .filter(sample -> sample.name().equals("quarterdeck_lake_rows")
                        && table.equals(sample.labels().get("table")))
                .map(sample -> (long) sample.value())
                .findFirst();
    }

    /** {@code quarterdeck_next_offset} of a topic: for each partition, the offset that is stored durably so far. */
    Map<Integer, Long> nextOffsets(String topic) {
        var offsets = new HashMap<Integer, Long>();
        for (Sample sample : samples) {
            if (sample.name().equals("quarterdeck_next_offset")
                    && topic.equals(sample.labels().get("topic"))) {
                offsets.put(Integer.valueOf(sample.labels().get("partition")), (long) sample.value());
            }
        }
        return offsets;
    }

    private static Map<String, String> labels(String text) {
        var labels = new HashMap<String, String>();
        if (text != null) {
            var label = LABEL.matcher(text);
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text); // reads NaN, too
        };
    }
}
