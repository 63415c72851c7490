package io.quarterdeck.marketdata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The wire format {@code bar/1}: one JSON object in UTF-8, described by {@code schemas/bar-1.json}.
 *
 * <p>Prices and volume travel with the digits of the source: the writer takes them as text, so {@code 0.10} stays
 * {@code 0.10}. Unknown fields are ignored when reading; a missing one makes the record undecodable.
 */
public final class BarJson {

    /** Value of the Kafka header {@value #SCHEMA_HEADER} on every record of this format. */
    public static final String SCHEMA = "bar/1";

    public static final String SCHEMA_HEADER = "schema";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private static final int SYMBOL = 1;
    private static final int OPEN_TIME = 1 << 1;
    private static final int OPEN = 1 << 2;
    private static final int HIGH = 1 << 3;
    private static final int LOW = 1 << 4;
    private static final int CLOSE = 1 << 5;
    private static final int VOLUME = 1 << 6;
    private static final int SOURCE_ID = 1 << 7;
    private static final int SOURCE_LINE = 1 << 8;
    private static final String[] REQUIRED = {
        "symbol", "open_time", "open", "high", "low", "close", "volume", "source_id", "source_line"
    };
    private static final int ALL = (1 << REQUIRED.length) - 1;

    private BarJson() {}

    /** Reads one record's value; null or anything but a {@code bar/1} object is {@link Decoded.Undecodable}. */
    public static Decoded<Bar> read(byte[] value) {
        if (value == null) {
            return new Decoded.Undecodable<>("the value is null");
        }
        if (isUtf16Or32(value)) {
            return new Decoded.Undecodable<>("not UTF-8");
        }
        try (JsonParser json = JSON.createParser(value)) {
            return new Decoded.Valid<>(bar(json));
        } catch (JsonProcessingException e) {
            return new Decoded.Undecodable<>("not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return new Decoded.Undecodable<>(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** The parser would find out and read it; another reader of the topic would not. */
    private static boolean isUtf16Or32(byte[] value) {
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static Bar bar(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("not a JSON object");
        }
        String symbol = null;
        long openTime = 0;
        double open = 0;
        double high = 0;
        double low = 0;
        double close = 0;
        double volume = 0;
        long sourceId = 0;
        long sourceLine = 0;
        int seen = 0;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            int bit = 0;
            switch (field) {
                case "symbol" -> {
                    symbol = text(json, field);
                    bit = SYMBOL;
                }
                case "open_time" -> {
                    openTime = integer(json, field);
                    bit = OPEN_TIME;
                }
                case "open" -> {
                    open = number(json, field);
                    bit = OPEN;
                }
                case "high" -> {
                    high = number(json, field);
                    bit = HIGH;
                }
                case "low" -> {
                    low = number(json, field);
                    bit = LOW;
                }
                case "close" -> {
                    close = number(json, field);
                    bit = CLOSE;
                }
                case "volume" -> {
                    volume = number(json, field);
                    bit = VOLUME;
                }
                case "source_id" -> {
                    sourceId = integer(json, field);
                    bit = SOURCE_ID;
                }
                case "source_line" -> {
                    sourceLine = integer(json, field);
                    bit = SOURCE_LINE;
                }
                default -> json.skipChildren();
            }
            if ((seen & bit) != 0) {
                throw new IllegalArgumentException("field " + field + " stands twice");
            }
            seen |= bit;
        }
        if (seen != ALL) {
            throw new IllegalArgumentException(
                    "field " + REQUIRED[Integer.numberOfTrailingZeros(~seen)] + " is missing");
        }
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("more than one JSON value");
        }
        return new Bar(symbol, openTime, open, high, low, close, volume, sourceId, sourceLine);
    }

    private static String text(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("field " + field + " is not a string");
        }
        return json.getText();
    }

    private static long integer(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new IllegalArgumentException("field " + field + " is not an integer");
        }
        return json.getLongValue();
    }

    private static double number(JsonParser json, String field) throws IOException {
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            throw new IllegalArgumentException("field " + field + " is not a number");
        }
        return json.getDoubleValue();
    }

    /** Writes bars, one after another, with one generator and one buffer. Not for use by two threads. */
    public static final class Writer {

        private static final SerializedString SYMBOL_NAME = new SerializedString("symbol");
        private static final SerializedString OPEN_TIME_NAME = new SerializedString("open_time");
        private static final SerializedString OPEN_NAME = new SerializedString("open");
        private static final SerializedString HIGH_NAME = new SerializedString("high");
        private static final SerializedString LOW_NAME = new SerializedString("low");
        private static final SerializedString CLOSE_NAME = new SerializedString("close");
        private static final SerializedString VOLUME_NAME = new SerializedString("volume");
        private static final SerializedString SOURCE_ID_NAME = new SerializedString("source_id");
        private static final SerializedString SOURCE_LINE_NAME = new SerializedString("source_line");

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final JsonGenerator json;

        public Writer() {
            try {
                json = JSON.createGenerator(bytes).setRootValueSeparator(new SerializedString(""));
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
        }

        /**
         * The value of one record. The five numbers are written as they are, so each must be a JSON number.
         *
         * @param openTimeMicros epoch microseconds UTC
         */
        public byte[] write(
                String symbol,
                long openTimeMicros,
                String open,
                String high,
                String low,
                String close,
                String volume,
                long sourceId,
                long sourceLine) {
            try {
                json.writeStartObject();
                json.writeFieldName(SYMBOL_NAME);
                json.writeString(symbol);
                json.writeFieldName(OPEN_TIME_NAME);
                json.writeNumber(openTimeMicros);
                json.writeFieldName(OPEN_NAME);
                json.writeRawValue(open);
                json.writeFieldName(HIGH_NAME);
                json.writeRawValue(high);
                json.writeFieldName(LOW_NAME);
                json.writeRawValue(low);
                json.writeFieldName(CLOSE_NAME);
                json.writeRawValue(close);
                json.writeFieldName(VOLUME_NAME);
                json.writeRawValue(volume);
                json.writeFieldName(SOURCE_ID_NAME);
                json.writeNumber(sourceId);
                json.writeFieldName(SOURCE_LINE_NAME);
                json.writeNumber(sourceLine);
                json.writeEndObject();
                json.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            byte[] value = bytes.toByteArray();
            bytes.reset();
            return value;
        }

        /** The value of one record, its numbers in the shortest digits that give the same doubles back. */
        public byte[] write(Bar bar) {
            return write(
                    bar.symbol(),
                    bar.openTimeMicros(),
                    Double.toString(bar.open()),
                    Double.toString(bar.high()),
                    Double.toString(bar.low()),
                    Double.toString(bar.close()),
                    Double.toString(bar.volume()),
                    bar.sourceId(),
                    bar.sourceLine());
        }
    }
}
