package io.quarterdeck.dashboard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;

/** JSON as the API speaks it: snake_case, times as ISO 8601 in UTC with milliseconds at most, numbers that are none as null. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, new MillisecondInstant())
                    .addSerializer(LocalDate.class, ToStringSerializer.instance)
                    .addSerializer(Double.class, new FiniteNumber())
                    .addSerializer(double.class, new FiniteNumber()));

    private Json() {}

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** @throws IllegalArgumentException when the text is no such JSON */
    public static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** @throws ApiException when the bytes are no such JSON */
    public static <T> T body(byte[] bytes, Class<T> type) {
        try {
            T body = MAPPER.readValue(bytes, type);
            if (body != null) {
                return body;
            }
        } catch (IOException e) {
            // said below: the parser's message would quote what was sent, a password perhaps
        }
        throw ApiException.badRequest(
                "the body is not the JSON object that is expected here", "See /api/v1/openapi.json.");
    }
}
