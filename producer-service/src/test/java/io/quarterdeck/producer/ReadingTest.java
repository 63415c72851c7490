package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Trade;
import io.quarterdeck.marketdata.Trade.Side;
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

/** From the first line of a file to its events: layout and parser together. */
class ReadingTest {

    private static final String HEADER = "symbol,open_time,open,high,low,close,volume\n";
    private static final String TRADES_HEADER = "symbol,trade_time,trade_id,price,quantity,side\n";
    private static final String TIME = "2016-10-01T00:00:00Z";
    private static final long MICROS = 1_475_280_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void readsItsOwnFormat() throws IOException {
        var rows = read(HEADER + "BTCUSD,2016-10-01T00:00:00Z,611.1,612,610.50,611.2,0.18793429\n");

        var bar = new Bar("BTCUSD", MICROS, 611.1, 612, 610.5, 611.2, 0.18793429, 7, 2);
        assertThat(rows)
                .as("with the file's own digits")
                .isEqualTo(
                        List.of(new ParsedLine.Row<>(bar, List.of("611.1", "612", "610.50", "611.2", "0.18793429"))));
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
        assertThat(events(file, "--symbol", "BTCUSD"))
                .containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 2));
    }

    @Test
    void readsItsOwnFormatForTrades() throws IOException {
        var rows = read(TRADES_HEADER
                + "BTC_JPY,2016-10-01T00:00:00.173Z,118745850,1406502.0,0.034,BUY\n"
                + "\"ETH_BTC\",2016-10-01T00:00:00Z,\"-3\",0.10,2E-7, sell \n"
                + "BTC_JPY,,118745851,1406502.0,0.5,\n");

        assertThat(rows)
                .isEqualTo(List.of(
                        new ParsedLine.Row<>(
                                new Trade("BTC_JPY", MICROS + 173_000, 118745850, 1406502, 0.034, Side.BUY, 7, 2),
                                List.of("1406502.0", "0.034")),
                        new ParsedLine.Row<>(
                                new Trade("ETH_BTC", MICROS, -3, 0.1, 2e-7, Side.SELL, 7, 3), List.of("0.10", "2E-7")),
                        new ParsedLine.Row<>(
                                new Trade("BTC_JPY", Event.NO_TIME, 118745851, 1406502, 0.5, Side.UNKNOWN, 7, 4),
                                List.of("1406502.0", "0.5"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'id,price,qty,quote_qty,time,is_buyer_maker'; '5,1,2,2,1475280000000,true'; binance-trades; 5; SELL",
                "'id,price,qty,quote_qty,time,is_buyer_maker'; '5,1,2,2,1475280000000000,false'; binance-trades; 5; BUY",
                "'id,price,qty,quote_qty,time,is_buyer_maker,is_best_match'; '5,1,2,2,1475280000000,False,True';"
                        + " binance-trades; 5; BUY",
                "'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker';"
                        + " '6,1,2,5,9,1475280000000,true'; binance-aggtrades; 6; SELL",
                "'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker,is_best_match';"
                        + " '6,1,2,5,9,1475280000000000,False,True'; binance-aggtrades; 6; BUY",
                "'Timestamp,Price,Amount'; '1475280000,1,2'; bitstamp-trades; 2; UNKNOWN"
            })
    void tellsKnownFormatsOfTradesFromTheHeader(String header, String line, String profile, long tradeId, Side side)
            throws IOException {
        var file = file(header + "\n" + line + "\n");

        assertThat(layout(file, "--symbol", "BTCUSD").profile().name()).isEqualTo(profile);
        assertThat(events(file, "--symbol", "BTCUSD"))
                .containsExactly(new Trade("BTCUSD", MICROS, tradeId, 1, 2, side, 7, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "binance-trades;    5,1,2,2,1475280000000,true;                    5; SELL",
                "binance-trades;    5,1,2,2,1475280000000000,False,True;           5; BUY",
                "binance-aggtrades; 6,1,2,5,9,1475280000000,false;                 6; BUY",
                "binance-aggtrades; 6,1,2,5,9,1475280000000000,True,True;          6; SELL",
                "bitstamp-trades;   1475280000.000000,1,2;                         1; UNKNOWN"
            })
    void readsTradesWithoutHeader(String profile, String line, long tradeId, Side side) throws IOException {
        var file = file(line + "\n");

        assertThat(events(file, "--profile", profile, "--symbol", "BTCUSD"))
                .containsExactly(new Trade("BTCUSD", MICROS, tradeId, 1, 2, side, 7, 1));
    }

    @Test
    void aFileWithoutHeaderMayLackOnlyTheLastColumnsThatNotAllHave() throws IOException {
        assertThatThrownBy(
                        () -> layout(file("5,1,2,2,1475280000000\n"), "--profile", "binance-trades", "--symbol", "A"))
                .hasMessageContaining("has 5 columns, binance-trades has 6 or 7. First line: 5,1,2,2,1475280000000");
        assertThatThrownBy(() ->
                        layout(file("1475280000000,1,4,0.5,2,9\n"), "--profile", "binance-klines", "--symbol", "A"))
                .hasMessageContaining("has 6 columns, binance-klines has 12.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "BTC_JPY,soon,1,1,1,BUY;                              trade_time 'soon' is not a time of the format iso",
                "BTC_JPY,2016-10-01T00:00:00Z,,1,1,BUY;               trade_id '' is not a 64-bit integer",
                "BTC_JPY,2016-10-01T00:00:00Z,1.5,1,1,BUY;            trade_id '1.5' is not a 64-bit integer",
                "BTC_JPY,2016-10-01T00:00:00Z,9223372036854775808,1,1,BUY; trade_id '9223372036854775808' is not a 64-bit"
                        + " integer",
                "BTC_JPY,2016-10-01T00:00:00Z,1,,1,BUY;               price '' is not a number",
                "BTC_JPY,2016-10-01T00:00:00Z,1,1,1e999,BUY;          quantity Infinity is not a finite number",
                "BTC_JPY,2016-10-01T00:00:00Z,1,1,1,hold;             side 'hold' is neither buy nor sell",
                "BTC_JPY,2016-10-01T00:00:00Z,1,1,1,true;             side 'true' is neither buy nor sell",
                "BTC_JPY,2016-10-01T00:00:00Z,1,1,1;                  5 columns, expected 6",
                ",2016-10-01T00:00:00Z,1,1,1,BUY;                     symbol has 0 characters, not 1..64"
            })
    void rejectsALineOfTradesWithItsReasonAndText(String line, String reason) throws IOException {
        assertThat(read(TRADES_HEADER + line + "\n")).isEqualTo(List.of(new ParsedLine.Rejected<>(line, reason)));
    }

    @Test
    void whoseOfferWasTakenIsTrueOrFalseAndNothingElse() throws IOException {
        var rows = read(
                file("5,1,2,2,1475280000000,BUY\n5,1,2,2,1475280000000,\n"),
                "--profile",
                "binance-trades",
                "--symbol",
                "A");

        assertThat(rows)
                .isEqualTo(List.of(
                        new ParsedLine.Rejected<>("5,1,2,2,1475280000000,BUY", "side 'BUY' is neither false nor true"),
                        new ParsedLine.Row<>(new Trade("A", MICROS, 5, 1, 2, Side.UNKNOWN, 7, 2), List.of("1", "2"))));
    }

    @ParameterizedTest
    @CsvSource({"BUY,SELL", "buy,sell", "Buy,Sell", "B,S", "b,s"})
    void aSideIsAWordOrItsFirstLetterInCapitalsOrNot(String buy, String sell) {
        assertThat(SideFormat.BUY_SELL.side(buy)).isEqualTo(Side.BUY);
        assertThat(SideFormat.BUY_SELL.side(sell)).isEqualTo(Side.SELL);
    }

    @Test
    void theColumnsSayWhichKindOfEventTheRowsAre() throws IOException {
        var file = file("1475280000,7,0.25,x,S\n");

        assertThat(events(
                        file, "--columns", "trade_time,price,quantity,_,side", "--time-format", "s", "--symbol", "XAU"))
                .as("the line is the trade's number")
                .containsExactly(new Trade("XAU", MICROS, 1, 7, 0.25, Side.SELL, 7, 1));
    }

    @Test
    void aHeaderThatFitsTwoFormatsIsReadAsTheOneThatReadsAllOfItOrRefused() throws IOException {
        var klines = file("symbol,open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
                + "taker_buy_quote_volume,ignore\n");
        assertThat(layout(klines).profile().name()).isEqualTo("quarterdeck");

        var times = file("time,timestamp,open,high,low,close,volume\n");
        assertThatThrownBy(() -> layout(times, "--symbol", "A"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("may be bitstamp or bitfinex by its header; say --profile or --columns")
                .hasMessageContaining("Columns found: time, timestamp, open, high, low, close, volume");

        var kinds = file("timestamp,open,high,low,close,volume,price,amount\n");
        assertThatThrownBy(() -> layout(kinds, "--symbol", "A"))
                .hasMessageContaining("may be bitstamp or bitstamp-trades by its header");
        assertThat(layout(kinds, "--symbol", "A", "--profile", "bitstamp-trades")
                        .profile()
                        .kind())
                .isEqualTo(EventKind.TRADES);
    }

    @ParameterizedTest
    @CsvSource({"1475280000000,1475280059999", "1475280000000000,1475280059999999"})
    void readsBinanceFilesWithoutHeaderInMillisecondsAndMicroseconds(String openTime, String closeTime)
            throws IOException {
        var file = file(openTime + ",1,4,0.5,2,9," + closeTime + ",1,1,1,1,0\n");

        assertThat(events(file, "--profile", "binance-klines", "--symbol", "BTCUSD"))
                .containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 1));
    }

    @Test
    void readsAnyOtherFormatByItsColumns() throws IOException {
        var file = file("when;what;note;o;h;l;c;v\n01.10.2016 00:00;XAU;\"a;b\";1;4;0.5;2;9\n");

        assertThat(events(
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

        assertThat(events(file)).containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 2));
    }

    @Test
    void toleratesByteOrderMarkCrLfQuotesBlankLinesAndSpaces() throws IOException {
        var file = file("\uFEFF" + HEADER.strip() + "\r\n\r\n\"BTCUSD\", " + TIME + " ,\"1\",4,0.5,2,9\r\n");

        assertThat(events(file)).containsExactly(new Bar("BTCUSD", MICROS, 1, 4, 0.5, 2, 9, 7, 3));
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
        assertThat(read(HEADER + line + "\n")).isEqualTo(List.of(new ParsedLine.Rejected<>(line, reason)));
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
                .map(line -> ((ParsedLine.Rejected<?>) line).reason())
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
        assertThatThrownBy(() -> layout(file("id,price,time,is_buyer_maker\n")))
                .hasMessageContaining("column quantity is missing (read as binance-trades)");
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

    private List<ParsedLine<?>> read(String content) throws IOException {
        return read(file(content));
    }

    private static List<Event> events(SourceFile file, String... options) throws IOException {
        return read(file, options).stream()
                .<Event>map(line -> ((ParsedLine.Row<?>) line).event())
                .toList();
    }

    private static List<ParsedLine<?>> read(SourceFile file, String... options) throws IOException {
        Layout<?> layout = layout(file, options);
        var parser = new LineParser<>(layout, 7);
        var rows = new ArrayList<ParsedLine<?>>();
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

    private static Layout<?> layout(SourceFile file, String... options) {
        var produce = new ProduceCommand();
        new CommandLine(produce).parseArgs(options);
        return Layout.of(file, produce.format);
    }
}
