package io.quarterdeck.marketdata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.quarterdeck.marketdata.EventKind.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How events travel: one JSON object in UTF-8 with a field for each column of the {@link EventKind}.
 *
 * <p>Prices and amounts travel with the digits of the source: the writer takes them as text, so {@code 0.10} stays
 * {@code 0.10}. Unknown fields are ignored when reading; a missing one makes the record undecodable, also one that may be
 * null.
 */
public final class WireFormat {

    /** Name of the Kafka header that says which schema a record's value has. */
    public static final String SCHEMA_HEADER = "schema";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private WireFormat() {}

    /** Reads events of one kind, one after another, with the same memory. Not for use by two threads. */
    public static final class Reader<E extends Event> {

        private final EventKind<E> kind;
        private final Column[] columns;
        private final Values values;

        public Reader(EventKind<E> kind) {
            this.kind = kind;
            this.columns = kind.columns().toArray(Column[]::new);
            this.values = new Values(columns.length);
        }

        /** Reads one record's value; null or anything but such an event is {@link Decoded.Undecodable}. */
        public Decoded<E> read(byte[] value) {
            if (value == null) {
                return new Decoded.Undecodable<>("the value is null");
            }
            if (isUtf16Or32(value)) {
                return new Decoded.Undecodable<>("not UTF-8");
            }
            try (JsonParser json = JSON.createParser(value)) {
                readFields(json);
                return new Decoded.Valid<>(kind.reader().apply(values));
            } catch (JsonProcessingException e) {
                return new Decoded.Undecodable<>("not JSON: " + harmless(e.getOriginalMessage()));
            } catch (IllegalArgumentException e) {
                return new Decoded.Undecodable<>(e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("reading from memory", e);
            }
        }

        /** The parser's messages quote the record, in which anything may stand: what no log and no table can bear, too. */
        private static String harmless(String message) {
            return message.codePoints()
                    .mapToObj(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                            ? "\\u%04X".formatted(c)
                            : Character.toString(c))
                    .collect(Collectors.joining());
        }

        private void readFields(JsonParser json) throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            long seen = 0;
            int expected = 0; // fields mostly come in the order of the columns
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                int i = indexOf(field, expected);
                if (i < 0) {
                    json.skipChildren();
                    continue;
                }
                if ((seen & 1L << i) != 0) {
                    throw new IllegalArgumentException("field " + field + " stands twice");
                }
                seen |= 1L << i;
                values.read(i, columns[i], json);
                expected = i + 1;
            }
            int missing = Long.numberOfTrailingZeros(~seen);
            if (missing < columns.length) {
                throw new IllegalArgumentException("field " + columns[missing].name() + " is missing");
            }
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON value");
            }
        }

        private int indexOf(String field, int expected) {
            if (expected < columns.length && columns[expected].name().equals(field)) {
                return expected;
            }
            for (int i = 0; i < columns.length; i++) {
                if (columns[i].name().equals(field)) {
                    return i;
                }
            }
            return -1;
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
    }

    /** The values of the record in hand; numbers as their bits. */
    private static final class Values implements RowReader {

        private final long[] bits;
        private final String[] texts;
        private final Trade.Side[] sides;

        Values(int columns) {
            if (columns > Long.SIZE - 1) {
                throw new IllegalArgumentException(columns + " columns, more than " + (Long.SIZE - 1));
            }
            bits = new long[columns];
            texts = new String[columns];
            sides = new Trade.Side[columns];
        }

        void read(int i, Column column, JsonParser json) throws IOException {
            boolean isNull = json.currentToken() == JsonToken.VALUE_NULL && column.nullable();
            switch (column.type()) {
                case TEXT -> texts[i] = string(json, column);
                case TIME -> bits[i] = isNull ? Event.NO_TIME : time(json, column);
                case NUMBER -> bits[i] = Double.doubleToRawLongBits(number(json, column));
                case INTEGER -> bits[i] = integer(json, column);
                case SIDE -> sides[i] = isNull ? Trade.Side.UNKNOWN : side(string(json, column), column);
            }
        }

        private static String string(JsonParser json, Column column) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new IllegalArgumentException("field " + column.name() + " is not a string");
            }
            return json.getText();
        }

        private static long integer(JsonParser json, Column column) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw new IllegalArgumentException("field " + column.name() + " is not an integer");
            }
            return json.getLongValue();
        }

        /** The one number that stands for "no time" in memory is no time on the wire. */
        private static long time(JsonParser json, Column column) throws IOException {
            long micros = integer(json, column);
            EventChecks.time(column.name(), micros);
            return micros;
        }

        private static double number(JsonParser json, Column column) throws IOException {
            if (json.currentToken() == null || !json.currentToken().isNumeric()) {
                throw new IllegalArgumentException("field " + column.name() + " is not a number");
            }
            return json.getDoubleValue();
        }

        private static Trade.Side side(String text, Column column) {
            return switch (text) {
                case "BUY" -> Trade.Side.BUY;
                case "SELL" -> Trade.Side.SELL;
                default ->
                    throw new IllegalArgumentException("field " + column.name() + " is neither BUY, SELL nor null");
            };
        }

        @Override
        public String text(int column) {
            return texts[column];
        }

        @Override
        public long time(int column) {
            return bits[column];
        }

        @Override
        public double number(int column) {
            return Double.longBitsToDouble(bits[column]);
        }

        @Override
        public long integer(int column) {
            return bits[column];
        }

        @Override
        public Trade.Side side(int column) {
            return sides[column];
        }
    }

    /** Writes events of one kind, one after another, with one generator and one buffer. Not for use by two threads. */
    public static final class Writer<E extends Event> {

        private final EventKind<E> kind;
        private final SerializedString[] names;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final JsonGenerator json;
        private final Fields fields = new Fields();

        public Writer(EventKind<E> kind) {
            this.kind = kind;
            this.names = kind.columns().stream()
                    .map(column -> new SerializedString(column.name()))
                    .toArray(SerializedString[]::new);
            try {
                json = JSON.createGenerator(bytes).setRootValueSeparator(new SerializedString(""));
            } catch (IOException e) {
                throw inMemory(e);
            }
        }

        /**
         * The value of one record.
         *
         * @param numbers the event's {@link Column.Type#NUMBER} values in the order of their columns, with the digits they
         *     shall have; each must be a JSON number
         */
        public byte[] write(E event, List<String> numbers) {
            return write(event, numbers.iterator());
        }

        /** The value of one record, its numbers in the shortest digits that give the same doubles back. */
        public byte[] write(E event) {
            return write(event, (Iterator<String>) null);
        }

        private byte[] write(E event, Iterator<String> numbers) {
            try {
                json.writeStartObject();
                fields.begin(numbers);
                kind.writer().accept(event, fields);
                json.writeEndObject();
                json.flush();
            } catch (IOException e) {
                throw inMemory(e);
            }
            byte[] value = bytes.toByteArray();
            bytes.reset();
            return value;
        }

        private static UncheckedIOException inMemory(IOException e) {
            return new UncheckedIOException("writing to memory", e);
        }

        /** Writes the columns of one event as fields. */
        private final class Fields implements RowWriter {

            private Iterator<String> numbers;
            private int column;

            void begin(Iterator<String> numbers) {
                this.numbers = numbers;
                column = 0;
            }

            @Override
            public void text(String value) {
                try {
                    name();
                    json.writeString(value);
                } catch (IOException e) {
                    throw inMemory(e);
                }
            }

            @Override
            public void time(long micros) {
                if (micros == Event.NO_TIME) {
                    nothing();
                } else {
                    integer(micros);
                }
            }

            @Override
            public void number(double value) {
                try {
                    name();
                    json.writeRawValue(numbers == null ? Double.toString(value) : numbers.next());
                } catch (IOException e) {
                    throw inMemory(e);
                }
            }

            @Override
            public void integer(long value) {
                try {
                    name();
                    json.writeNumber(value);
                } catch (IOException e) {
                    throw inMemory(e);
                }
            }

            @Override
            public void side(Trade.Side side) {
                if (side == Trade.Side.UNKNOWN) {
                    nothing();
                } else {
                    text(side.name());
                }
            }

            private void nothing() {
                try {
                    name();
                    json.writeNull();
                } catch (IOException e) {
                    throw inMemory(e);
                }
            }

            private void name() throws IOException {
                json.writeFieldName(names[column++]);
            }
        }
    }
}
