package io.quarterdeck.producer;

import com.fasterxml.jackson.core.io.NumberInput;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import io.quarterdeck.marketdata.RowReader;
import io.quarterdeck.marketdata.Trade;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the lines of one file as events of one kind, by its layout. Not for use by two threads. */
final class LineParser<E extends Event> {

    private final CsvReader.CsvReaderBuilder csv;
    private final Layout<E> layout;
    private final EventKind<E> kind;
    private final Cells cells;

    LineParser(Layout<E> layout, long sourceId) {
        this.csv = csv(layout.delimiter());
        this.layout = layout;
        this.kind = layout.profile().kind();
        this.cells = new Cells(layout, sourceId);
    }

    private static CsvReader.CsvReaderBuilder csv(char delimiter) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                .allowUnclosedQuote(false);
    }

    /**
     * The cells of a line.
     *
     * @throws CsvParseException when a quote is not closed or followed by other characters
     */
    static List<String> cells(String line, char delimiter) {
        return csv(delimiter).ofSingleCsvRecord(line).getFields();
    }

    /**
     * The cells of a line, if it has as many as are asked for and none is quoted: the CSV reader would find the same, but is
     * made anew for each line. Any other line is left to it, and false.
     */
    static boolean cutPlain(String line, char delimiter, String[] cells) {
        int column = 0;
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' || c == '\r') {
                return false;
            }
            if (c == delimiter) {
                if (column == cells.length - 1) {
                    return false;
                }
                cells[column++] = line.substring(start, i);
                start = i + 1;
            }
        }
        cells[column] = line.substring(start);
        return column == cells.length - 1;
    }

    /** Reads the line on which {@code lines} stands. */
    ParsedLine<E> parse(LineReader lines) {
        String text = lines.text();
        return problem(lines, text)
                .<ParsedLine<E>>map(reason -> new ParsedLine.Rejected<>(text, reason))
                .orElseGet(() -> parse(text, lines.number()));
    }

    private static Optional<String> problem(LineReader lines, String text) {
        if (lines.tooLong()) {
            return Optional.of("longer than " + LineReader.MAX_LINE_BYTES + " bytes");
        }
        return lines.isUtf8(text) ? Optional.empty() : Optional.of("not UTF-8");
    }

    private ParsedLine<E> parse(String text, long line) {
        try {
            if (!cutPlain(text, layout.delimiter(), cells.cells)) {
                List<String> fields = csv.ofSingleCsvRecord(text).getFields();
                if (fields.size() != layout.columns()) {
                    return new ParsedLine.Rejected<>(text, fields.size() + " columns, expected " + layout.columns());
                }
                fields.toArray(cells.cells);
            }
            cells.line = line;
            E event = kind.reader().apply(cells);
            return new ParsedLine.Row<>(event, List.of(cells.numbers));
        } catch (CsvParseException e) {
            return new ParsedLine.Rejected<>(text, reason(e));
        } catch (IllegalArgumentException e) {
            return new ParsedLine.Rejected<>(text, e.getMessage());
        }
    }

    /** What is wrong; for the parser, which sees one line at a time, each is line 1. */
    static String reason(CsvParseException e) {
        return Shown.line(e.getMessage().replace(" (record starting at line 1)", ""));
    }

    /** The cells of the line in hand, by the kind's columns; each is read when it is asked for. */
    private static final class Cells implements RowReader {

        private static final int NOT_IN_FILE = -1;
        private static final int MANY_SYMBOLS = 10_000;

        private final Column[] columns;
        private final int[] positions;
        private final int[] ordinals;
        private final int sourceIdColumn;
        private final String symbol;
        private final TimeFormat timeFormat;
        private final SideFormat sideFormat;
        private final long sourceId;

        /** A file has few symbols, each again and again: one text for all its rows has its hash computed once. */
        private final Map<String, String> symbols = new HashMap<>();

        /** Of the line in hand, as they stand there. */
        private final String[] cells;

        private final String[] numbers;
        private long line;

        Cells(Layout<?> layout, long sourceId) {
            EventKind<?> kind = layout.profile().kind();
            this.columns = kind.columns().toArray(Column[]::new);
            this.positions = kind.columns().stream()
                    .mapToInt(column -> layout.positions().getOrDefault(column.name(), NOT_IN_FILE))
                    .toArray();
            this.ordinals = new int[columns.length];
            int count = 0;
            for (int i = 0; i < columns.length; i++) {
                ordinals[i] = columns[i].type() == Column.Type.NUMBER ? count++ : -1;
            }
            this.numbers = new String[count];
            this.sourceIdColumn = kind.indexOf("source_id");
            this.symbol = layout.symbol().orElse("");
            this.timeFormat = TimeFormat.of(layout.timeFormat());
            this.sideFormat = layout.profile().sideFormat();
            this.sourceId = sourceId;
            this.cells = new String[layout.columns()];
        }

        private boolean isInFile(int column) {
            return positions[column] != NOT_IN_FILE;
        }

        private String cell(int column) {
            return cells[positions[column]].strip();
        }

        private IllegalArgumentException wrong(int column, IllegalArgumentException e) {
            return new IllegalArgumentException(columns[column].name() + " " + e.getMessage(), e);
        }

        /** Only the symbol may be missing from the file: the layout has it then. */
        @Override
        public String text(int column) {
            if (!isInFile(column)) {
                return symbol;
            }
            String text = cell(column);
            if (symbols.size() == MANY_SYMBOLS) {
                symbols.clear(); // no market, but a column of something else: it must not fill the memory
            }
            return text.length() > Event.MAX_SYMBOL_LENGTH ? text : symbols.computeIfAbsent(text, Function.identity());
        }

        @Override
        public long time(int column) {
            String text = cell(column);
            if (text.isEmpty() && columns[column].nullable()) {
                return Event.NO_TIME;
            }
            try {
                return timeFormat.micros(text);
            } catch (IllegalArgumentException e) {
                throw wrong(column, e);
            }
        }

        /** By Jackson's own parser, so that the hash is taken of the very double that readers of the topic get. */
        @Override
        public double number(int column) {
            try {
                String json = NumberText.json(cell(column));
                numbers[ordinals[column]] = json;
                return NumberInput.parseDouble(json, true);
            } catch (IllegalArgumentException e) {
                throw wrong(column, e);
            }
        }

        /** What is missing from the file is the id of the source, or the line's number: its own, or as that of the event. */
        @Override
        public long integer(int column) {
            if (!isInFile(column)) {
                return column == sourceIdColumn ? sourceId : line;
            }
            String text = cell(column);
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw wrong(column, new IllegalArgumentException(Shown.cell(text) + " is not a 64-bit integer", e));
            }
        }

        @Override
        public Trade.Side side(int column) {
            if (!isInFile(column)) {
                return Trade.Side.UNKNOWN;
            }
            String text = cell(column);
            if (text.isEmpty() && columns[column].nullable()) {
                return Trade.Side.UNKNOWN;
            }
            try {
                return sideFormat.side(text);
            } catch (IllegalArgumentException e) {
                throw wrong(column, e);
            }
        }
    }
}
