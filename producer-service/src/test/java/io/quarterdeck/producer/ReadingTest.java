package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.Bar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** From the first line of a file to its bars: layout and parser together. */
class ReadingTest {

    private static final String HEADER = "symbol,open_time,open,high,low,close,volume\n";
    private static final String TIME = "2016-10-01T00:00:00Z";
    private static final long MICROS = 1_475_280_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void readsItsOwnFormat() throws IOException {
        var rows = read(HEADER + "BTCUSD,2016-10-01T00:00:00Z,611.1,612,610.50,611.2,0.18793429\n");

        assertThat(rows).singleElement().isInstanceOfSatisfying(ParsedLine.Row.class, row -> {
            assertThat(row.bar()).isEqualTo(new Bar("BTCUSD", MICROS, 611.1, 612, 610.5, 611.2, 0.18793429, 7, 2));
            assertThat(row.low()).as("the file's own digits").isEqualTo("610.50");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'timestamp,open,high,low,close,volume'; '1475280000,1,4,0.5,2,9'; bitstamp",
                "'Timestamp,Open,High,Low,Close,Volume'; '1475280000.0,1,4,0.5,2,9'; bitstamp",
                "'time,open,close,high,low,volume';      '1475280000000,1,2,4,0.5,9'; bitfinex",
                "'MTS,OPEN,CLOSE,HIGH,LOW,VOLUME';       '1475280000000,1,2,4,0.5,9'; bitfinex",
                "'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
                        + "taker_buy_quote_volume,ignore'; '1475280000000,1,4,0.5,2,9,1475280059999,1,1,1,1,0';"
                        + " binance-klines",
                "'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
                        + "taker_buy_quote_volume,ignore'; '1475280000000000,1,4,0.5,2,9,1475280059999999,1,1,1,1,0';"
                        + " binance-klines"
            })
    void tellsKnownFormatsFromTheHeader(String header, String line, String profile) throws IOException {
        var file = file(header + "\n" + line + "\n");

        assertThat(layout(file, "--symbol", "BTCUSD").profile().name()).isEqualTo(profile);
        assertThat(bars(file, "--symbol", "BTCUSD")).containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 2));
    }

    @ParameterizedTest
    @CsvSource({"1475280000000,1475280059999", "1475280000000000,1475280059999999"})
    void readsBinanceFilesWithoutHeaderInMillisecondsAndMicroseconds(String openTime, String closeTime)
            throws IOException {
        var file = file(openTime + ",1,4,0.5,2,9," + closeTime + ",1,1,1,1,0\n");

        assertThat(bars(file, "--profile", "binance-klines", "--symbol", "BTCUSD"))
                .containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 1));
    }

    @Test
    void readsAnyOtherFormatByItsColumns() throws IOException {
        var file = file("when;what;note;o;h;l;c;v\n01.10.2016 00:00;XAU;\"a;b\";1;4;0.5;2;9\n");

        assertThat(bars(
                        file,
                        "--columns",
                        "open_time,symbol,_,open,high,low,close,volume",
                        "--time-format",
                        "dd.MM.yyyy HH:mm",
                        "--delimiter",
                        ";"))
                .containsExactly(new Bar("XAU", MICROS, 1, 4, 0.5, 2, 9, 7, 2));
    }

    @Test
    void findsColumnsByNameWhereverTheyStand() throws IOException {
        var file = file("volume,extra,symbol,close,open,high,low,open_time\n9,x,BTCUSD,2,1,4,0.5," + TIME + "\n");

        assertThat(bars(file)).containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 2));
    }

    @Test
    void toleratesByteOrderMarkCrLfQuotesBlankLinesAndSpaces() throws IOException {
        var file = file("\uFEFF" + HEADER.strip() + "\r\n\r\n\"BTCUSD\", " + TIME + " ,\"1\",4,0.5,2,9\r\n");

        assertThat(bars(file)).containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "BTCUSD,2016-10-01T00:00:00Z,1,4,0.5,2;             6 columns, expected 7",
                "BTCUSD,2016-10-01T00:00:00Z,1,4,0.5,2,9,9;         8 columns, expected 7",
                "BTCUSD,2016-10-01T00:00:00Z,1,4,0.5,two,9;         close 'two' is not a number",
                "BTCUSD,2016-10-01T00:00:00Z,NaN,4,0.5,2,9;         open 'NaN' is not a number",
                "BTCUSD,2016-10-01T00:00:00Z,1,4,0.5,2,;            volume '' is not a number",
                "BTCUSD,2016-10-01T00:00:00Z,1,0x10,0.5,2,9;        high '0x10' is not a number",
                "BTCUSD,2016-10-01T00:00:00Z,1,1e999,0.5,2,9;       high Infinity is not a finite number",
                "BTCUSD,2016-13-01T00:00:00Z,1,4,0.5,2,9;           open_time '2016-13-01T00:00:00Z' is not a time of the"
                        + " format iso",
                "BTCUSD,1969-12-31T23:59:00Z,1,4,0.5,2,9;           open_time -60000000 is outside 1970..2199",
                ",2016-10-01T00:00:00Z,1,4,0.5,2,9;                 symbol has 0 characters, not 1..64"
            })
    void rejectsALineWithItsReasonAndText(String line, String reason) throws IOException {
        assertThat(read(HEADER + line + "\n")).containsExactly(new ParsedLine.Rejected(line, reason));
    }

    @Test
    void anUnclosedQuoteCostsItsOwnLineOnly() throws IOException {
        String good = "BTCUSD," + TIME + ",1,4,0.5,2,9\n";

        var rows = read(HEADER + "\"BTCUSD," + TIME + ",1,4,0.5,2,9\n" + good);

        assertThat(rows.get(0)).isInstanceOf(ParsedLine.Rejected.class);
        assertThat(rows.get(1)).isInstanceOf(ParsedLine.Row.class);
    }

    @Test
    void rejectsLinesThatAreNotUtf8TooLongOrHoldALoneCarriageReturn() throws IOException {
        Path file = folder.resolve("odd.csv");
        try (var out = Files.newOutputStream(file)) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
            out.write(("B\u00e9C," + TIME + ",1,4,0.5,2,9\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(("x".repeat(100_000) + "\n").getBytes(StandardCharsets.UTF_8));
            out.write(("BTCUSD," + TIME + ",1\r,4,0.5,2,9\n").getBytes(StandardCharsets.UTF_8));
        }

        var reasons = read(new SourceFile(file, "odd.csv", true)).stream()
                .map(line -> ((ParsedLine.Rejected) line).reason())
                .toList();

        assertThat(reasons).hasSize(3);
        assertThat(reasons.get(0)).isEqualTo("not UTF-8");
        assertThat(reasons.get(1)).isEqualTo("longer than 65536 bytes");
        assertThat(reasons.get(2)).isNotBlank();
    }

    @Test
    void namesTheMissingColumnAndTheColumnsFound() throws IOException {
        var file = file("symbol,open_time,open,high,low,volume\n");

        assertThatThrownBy(() -> layout(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("column close is missing (read as quarterdeck)")
                .hasMessageContaining("columns found: symbol, open_time, open, high, low, volume");
    }

    @Test
    void refusesAFileWithoutHeaderWhenNothingSaysItsColumns() throws IOException {
        var file = file("1475280000000,1,4,0.5,2,9\n");

        assertThatThrownBy(() -> layout(file)).hasMessageContaining("no header").hasMessageContaining("--profile");
    }

    @Test
    void refusesAColumnThatStandsTwiceAndAnEmptyFile() throws IOException {
        var twice = file("symbol,open_time,open,high,low,close,close,volume\n");
        assertThatThrownBy(() -> layout(twice)).hasMessageContaining("column close stands twice");

        var empty = file("\n \n");
        assertThatThrownBy(() -> layout(empty)).hasMessageContaining("is empty");
    }

    @Test
    void asksForTheSymbolWhereTheFileDoesNotSayItAndRefusesItWhereItDoes() throws IOException {
        var without = file("timestamp,open,high,low,close,volume\n");
        assertThatThrownBy(() -> layout(without)).hasMessageContaining("add --symbol");

        var with = file(HEADER);
        assertThatThrownBy(() -> layout(with, "--symbol", "BTCUSD")).hasMessageContaining("leave --symbol out");
    }

    private SourceFile file(String content) throws IOException {
        Path path = Files.createTempFile(folder, "file", ".csv");
        Files.writeString(path, content);
        return new SourceFile(path, path.getFileName().toString(), true);
    }

    private List<ParsedLine> read(String content) throws IOException {
        return read(file(content));
    }

    private static List<Bar> bars(SourceFile file, String... options) throws IOException {
        return read(file, options).stream()
                .map(line -> ((ParsedLine.Row) line).bar())
                .toList();
    }

    private static List<ParsedLine> read(SourceFile file, String... options) throws IOException {
        Layout layout = layout(file, options);
        var parser = new BarParser(layout, 7);
        var rows = new ArrayList<ParsedLine>();
        try (var lines = file.lines()) {
            boolean header = layout.header();
            while (lines.next()) {
                if (!lines.blank() && !header) {
                    rows.add(parser.parse(lines));
                }
                header &= lines.blank();
            }
        }
        return rows;
    }

    private static Layout layout(SourceFile file, String... options) {
        var produce = new ProduceCommand();
        new CommandLine(produce).parseArgs(options);
        return Layout.of(file, produce.format);
    }
}
