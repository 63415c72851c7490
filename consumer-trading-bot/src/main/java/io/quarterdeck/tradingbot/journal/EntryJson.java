package io.quarterdeck.tradingbot.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** An entry as one line of JSON: fields in their order, snake_case, no spaces; numbers so that they come back as they were. */
public final class EntryJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private EntryJson() {}

    public static String line(Entry entry) {
        try {
            return JSON.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + entry, e);
        }
    }

    /** @throws IllegalArgumentException if it is no entry */
    public static Entry entry(String line) {
        try {
            return JSON.readValue(line, Entry.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a journal entry: " + line, e);
        }
    }

    /**
     * The orders, one a line, without their places in the journal: what must be the same byte for byte in backtest, replay and
     * live.
     */
    public static String orders(Iterable<Entry> entries) {
        var lines = new StringBuilder();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Ordered order) {
                lines.append(line(new Entry.Ordered(
                                0,
                                order.slot(),
                                order.order(),
                                order.symbol(),
                                order.quantity(),
                                order.referencePrice(),
                                order.why())))
                        .append('\n');
            }
        }
        return lines.toString();
    }
}
