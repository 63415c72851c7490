package io.quarterdeck.dashboard.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** As in {@code 2016-10-01T00:00:00.123Z}: what is finer is of no use to those who look. */
final class MillisecondInstant extends JsonSerializer<Instant> {

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeString(value.truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
