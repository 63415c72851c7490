package io.quarterdeck.producer;

import com.fasterxml.jackson.core.io.NumberInput;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.quarterdeck.marketdata.Bar;
import java.util.List;
import java.util.Optional;

/** Reads the lines of one file as bars, by its layout. Not for use by two threads. */
final class BarParser {

    private final CsvReader.CsvReaderBuilder csv;
    private final Layout layout;
    private final TimeFormat timeFormat;
    private final long sourceId;
    private final int symbol;
    private final int openTime;
    private final int open;
    private final int high;
    private final int low;
    private final int close;
    private final int volume;

    BarParser(Layout layout, long sourceId) {
        this.csv = csv(layout.delimiter());
        this.layout = layout;
        this.timeFormat = TimeFormat.of(layout.timeFormat());
        this.sourceId = sourceId;
        this.symbol = layout.positions().getOrDefault(Field.SYMBOL, -1);
        this.openTime = layout.positions().get(Field.OPEN_TIME);
        this.open = layout.positions().get(Field.OPEN);
        this.high = layout.positions().get(Field.HIGH);
        this.low = layout.positions().get(Field.LOW);
        this.close = layout.positions().get(Field.CLOSE);
        this.volume = layout.positions().get(Field.VOLUME);
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

    /** Reads the line on which {@code lines} stands. */
    ParsedLine parse(LineReader lines) {
        String text = lines.text();
        return problem(lines, text)
                .<ParsedLine>map(reason -> new ParsedLine.Rejected(text, reason))
                .orElseGet(() -> parse(text, lines.number()));
    }

    private static Optional<String> problem(LineReader lines, String text) {
        if (lines.tooLong()) {
            return Optional.of("longer than " + LineReader.MAX_LINE_BYTES + " bytes");
        }
        return lines.isUtf8(text) ? Optional.empty() : Optional.of("not UTF-8");
    }

    private ParsedLine parse(String text, long line) {
        try {
            CsvRecord cells = csv.ofSingleCsvRecord(text);
            if (cells.getFieldCount() != layout.columns()) {
                return new ParsedLine.Rejected(text, cells.getFieldCount() + " columns, expected " + layout.columns());
            }
            return row(cells, line);
        } catch (CsvParseException | IllegalArgumentException e) {
            return new ParsedLine.Rejected(text, e.getMessage());
        }
    }

    private ParsedLine.Row row(CsvRecord cells, long line) {
        String openText = number(cells, open, Field.OPEN);
        String highText = number(cells, high, Field.HIGH);
        String lowText = number(cells, low, Field.LOW);
        String closeText = number(cells, close, Field.CLOSE);
        String volumeText = number(cells, volume, Field.VOLUME);
        var bar = new Bar(
                symbol < 0
                        ? layout.symbol().orElseThrow()
                        : cells.getField(symbol).strip(),
                time(cells),
                value(openText),
                value(highText),
                value(lowText),
                value(closeText),
                value(volumeText),
                sourceId,
                line);
        return new ParsedLine.Row(bar, openText, highText, lowText, closeText, volumeText);
    }

    private static String number(CsvRecord cells, int column, Field field) {
        String text = cells.getField(column).strip();
        try {
            return NumberText.json(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + " " + e.getMessage(), e);
        }
    }

    /** By Jackson's own parser, so that the hash is taken of the very double that readers of the topic get. */
    private static double value(String json) {
        return NumberInput.parseDouble(json, true);
    }

    private long time(CsvRecord cells) {
        try {
            return timeFormat.micros(cells.getField(openTime).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Field.OPEN_TIME + " " + e.getMessage(), e);
        }
    }
}
