package io.quarterdeck.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one comparison came to.
 *
 * @param work what both did, such as {@code 2,686,264 recorded bars, 6 partitions}
 * @param agreed whether both came to the same result
 * @param agreement how that was seen, or what differs
 * @param versions of what was measured, by its name
 * @param settings that matter, by the side and name, such as {@code peer batch.size}
 * @param notes what a reader must know to take the figures for what they are, a sentence each
 */
public record Outcome(
        String work,
        boolean agreed,
        String agreement,
        Map<String, String> versions,
        Map<String, String> settings,
        List<Figure> figures,
        List<String> notes) {

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** As JSON, which {@link #read} takes: what a benchmark that is a program of its own leaves to the harness. */
    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    public static Outcome read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Outcome.class);
    }
}
