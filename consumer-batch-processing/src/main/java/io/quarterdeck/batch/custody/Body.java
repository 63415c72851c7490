package io.quarterdeck.batch.custody;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarterdeck.batch.custody.Comparison.Source;
import io.quarterdeck.batch.run.CodeVersion;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a certificate states.
 *
 * @param format {@value #FORMAT}
 * @param createdAt when the audit ended, ISO 8601 in UTC
 * @param quarter null: all rows
 * @param compared the stores
 * @param lakeSnapshots by table
 * @param landed by topic and partition the first offset that was not compared
 * @param topics rows and content hash of each topic
 * @param sources and of each source
 */
record Body(
        String format,
        String createdAt,
        String quarter,
        String codeVersion,
        List<String> compared,
        Map<String, Long> lakeSnapshots,
        Map<String, Map<Integer, Long>> landed,
        List<Sum> topics,
        List<Sum> sources) {

    static final String FORMAT = "quarterdeck-certificate/1";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** @param sourceId null for the whole topic */
    record Sum(String topic, Long sourceId, long rows, String hash) {}

    static Body of(
            Comparison comparison,
            String reference,
            Scope scope,
            Optional<Quarter> quarter,
            Map<String, Long> snapshots) {
        var landed = new TreeMap<String, Map<Integer, Long>>();
        scope.spans().forEach((topic, partitions) -> {
            var offsets = new TreeMap<Integer, Long>();
            partitions.forEach((partition, span) -> offsets.put(partition, span.landed()));
            landed.put(topic, offsets);
        });
        var compared = new ArrayList<>(comparison.stores());
        comparison.held().values().stream()
                .flatMap(stores -> stores.keySet().stream())
                .distinct()
                .filter(store -> !compared.contains(store))
                .forEach(compared::add);
        return new Body(
                FORMAT,
                Instant.now().truncatedTo(ChronoUnit.MICROS).toString(),
                quarter.map(Quarter::toString).orElse(null),
                CodeVersion.current(),
                compared,
                new TreeMap<>(snapshots),
                landed,
                topics(comparison, reference),
                sources(comparison, reference));
    }

    static List<Sum> topics(Comparison comparison, String reference) {
        var topics = new TreeMap<String, ContentHash>();
        comparison
                .held()
                .forEach((source, stores) -> topics.merge(source.topic(), held(stores, reference), ContentHash::plus));
        return topics.entrySet().stream()
                .map(topic -> new Sum(
                        topic.getKey(),
                        null,
                        topic.getValue().rows(),
                        topic.getValue().hex()))
                .toList();
    }

    static List<Sum> sources(Comparison comparison, String reference) {
        var sums = new ArrayList<Sum>();
        for (Map.Entry<Source, Map<String, ContentHash>> source :
                comparison.held().entrySet()) {
            ContentHash hash = held(source.getValue(), reference);
            if (hash.rows() > 0) {
                sums.add(new Sum(source.getKey().topic(), source.getKey().id(), hash.rows(), hash.hex()));
            }
        }
        return sums;
    }

    private static ContentHash held(Map<String, ContentHash> stores, String reference) {
        return stores.getOrDefault(reference, ContentHash.NONE);
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Body parse(String json) {
        try {
            return JSON.readValue(json, Body.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the body of a certificate: " + e.getMessage(), e);
        }
    }
}
