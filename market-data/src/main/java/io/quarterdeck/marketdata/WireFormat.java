package io.quarterdeck.marketdata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import io.quarterdeck.marketdata.EventKind.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    /** The columns' names with what stands before and behind, such as {@code ,"close":}. */
    static byte[][] names(Column[] columns) {
        byte[][] names = new byte[columns.length][];
        for (int i = 0; i < names.length; i++) {
            String name = (i == 0 ? "{\"" : ",\"") + columns[i].name() + "\":";
            names[i] = name.getBytes(StandardCharsets.UTF_8);
        }
        return names;
    }

    /** Reads events of one kind, one after another, with the same memory. Not for use by two threads. */
    public static final class Reader<E extends Event> {

        private final EventKind<E> kind;
        private final Column[] columns;
        private final Values values;
        private final PlainRecord plain;

        public Reader(EventKind<E> kind) {
            this.kind = kind;
            this.columns = kind.columns().toArray(Column[]::new);
            this.values = new Values(columns.length);
            this.plain = new PlainRecord(columns, values);
        }

        /** Reads one record's value; null or anything but such an event is {@link Decoded.Undecodable}. */
        public Decoded<E> read(byte[] value) {
            if (value == null) {
                return new Decoded.Undecodable<>("the value is null");
            }
            try {
                if (!plain.read(value)) {
                    readJson(value);
                }
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

        private void readJson(byte[] value) throws IOException {
            if (isUtf16Or32(value)) {
                throw new IllegalArgumentException("not UTF-8");
            }
            try (JsonParser json = JSON.createParser(value)) {
                readFields(json);
            }
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
    static final class Values implements RowReader {

        final long[] bits;
        final String[] texts;
        final Trade.Side[] sides;

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

    /** Writes events of one kind, one after another, into one buffer. Not for use by two threads. */
    public static final class Writer<E extends Event> {

        private final EventKind<E> kind;
        private final Fields fields;

        public Writer(EventKind<E> kind) {
            this.kind = kind;
            this.fields = new Fields(kind.columns());
        }

        /**
         * The value of one record.
         *
         * @param numbers the event's {@link Column.Type#NUMBER} values in the order of their columns, with the digits they
         *     shall have; each must be a JSON number
         */
        public byte[] write(E event, List<String> numbers) {
            return fields.of(kind, event, numbers);
        }

        /** The value of one record, its numbers in the shortest digits that give the same doubles back. */
        public byte[] write(E event) {
            return fields.of(kind, event, null);
        }
    }

    /**
     * Writes the columns of one event as fields, byte by byte: of a row's way from CSV to Kafka, Jackson's generator took a sixth
     * of the time, most of it to keep track of where it is. What is hard to write is still written by Jackson.
     */
    private static final class Fields implements RowWriter {

        private static final byte[] NULL = {'n', 'u', 'l', 'l'};

        /** Of a long. */
        private static final int MOST_DIGITS = 20;

        private final byte[][] names;
        private byte[] bytes = new byte[512];
        private int length;
        private List<String> numbers;
        private int nextNumber;
        private int column;

        Fields(List<Column> columns) {
            names = names(columns.toArray(Column[]::new));
        }

        <E extends Event> byte[] of(EventKind<E> kind, E event, List<String> digits) {
            numbers = digits;
            nextNumber = 0;
            column = 0;
            length = 0;
            kind.writer().accept(event, this);
            need(1);
            bytes[length++] = '}';
            return Arrays.copyOf(bytes, length);
        }

        @Override
        public void text(String value) {
            name();
            int before = length;
            need(value.length() + 2);
            bytes[length++] = '"';
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                    length = before + 1;
                    put(JsonStringEncoder.getInstance().quoteAsUTF8(value));
                    need(1);
                    break;
                }
                bytes[length++] = (byte) c;
            }
            bytes[length++] = '"';
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
            name();
            String text = numbers == null ? Double.toString(value) : numbers.get(nextNumber++);
            need(text.length());
            for (int i = 0; i < text.length(); i++) {
                bytes[length++] = (byte) text.charAt(i);
            }
        }

        @Override
        public void integer(long value) {
            name();
            need(MOST_DIGITS);
            length = NumberOutput.outputLong(value, bytes, length);
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
            name();
            put(NULL);
        }

        private void name() {
            put(names[column++]);
        }

        private void put(byte[] more) {
            need(more.length);
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
        }

        private void need(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * (length + more));
            }
        }
    }
}
