package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user sees of wrong usage and of files that cannot be taken: without Kafka, as it comes before. */
class ProducerMainTest {

    private record Run(int exit, String error) {}

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "produce;                                             name an INPUT, or a folder to --watch",
                "produce --profile nasdaq x.csv;                      --profile: unknown profile 'nasdaq'; known are"
                        + " quarterdeck, binance-klines, bitstamp, bitfinex, quarterdeck-trades, binance-trades,"
                        + " binance-aggtrades, bitstamp-trades",
                "produce --columns symbol,open_time,open x.csv;       --columns: column high is missing",
                "produce --columns symbol,when x.csv;                 --columns: unknown column 'when'",
                "produce --columns symbol,price,open x.csv;           --columns: columns symbol,price,open are not all of one"
                        + " kind of event; known are symbol, open_time, open, high, low, close, volume (market.bars) or"
                        + " symbol, trade_time, trade_id, price, quantity, side (market.trades)",
                "produce --columns symbol,trade_time,quantity x.csv;  --columns: column price is missing",
                "produce --columns symbol,price,quantity x.csv;       --columns: column trade_time is missing",
                "produce --columns trade_time,price,quantity x.csv;   --columns: column symbol is missing",
                "produce --columns price,price --symbol A x.csv;      --columns: column trade_time is missing",
                "produce --columns symbol,source_id x.csv;            --columns: unknown column 'source_id'",
                "produce --columns open,open x.csv;                   --columns: column symbol is missing",
                "produce --profile bitstamp --columns a x.csv;        --profile and --columns exclude one another",
                "produce --time-format julian x.csv;                  --time-format: 'julian' is neither",
                "produce --max-rejects some x.csv;                    --max-rejects: 'some' is neither",
                "produce --rate fast x.csv;                           --rate: 'fast' is not a number of rows per second",
                "produce --replay 0x x.csv;                           --replay: '0x' is not a speed",
                "produce --rate 1 --replay 1x x.csv;                  mutually exclusive",
                "produce --again --skip-known x.csv;                  mutually exclusive",
                "produce --transaction-rows 0 x.csv;                  --transaction-rows: 0 is below 1",
                "produce --watch /nowhere;                            --watch: /nowhere is not a folder",
                "produce --watch . --sample-when-empty -1;            --sample-when-empty as sample --rows: -1 is below 1",
                "produce --watch . --sample-when-empty 9000000;       --sample-when-empty as sample --rows: 9000000 are too",
                "produce --delimiter || x.csv;                        --delimiter: '||' is not one character",
                "sample;                                              Missing required parameter: 'FILE'",
                "sample --rows 0 x.csv;                               --rows: 0 is below 1",
                "sample --rows 9000000 x.csv;                         Give more --quarters or --symbols",
                "sample --symbols 65 x.csv;                           --symbols: 65 is not within 1 and 64",
                "produce --symbol {65} x.csv;                         --symbol: has 65 characters, more than 64",
                "produce --time-format HH:mm x.csv;                   --time-format: 'HH:mm' is neither",
                "produce --max-rejects 1e-300000000% x.csv;           --max-rejects: '1e-300000000%' is neither",
                "produce --max-rejects 1e300000000 x.csv;             --max-rejects: '1e300000000' is neither",
                "produce --max-rejects -1 x.csv;                      --max-rejects: '-1' is neither",
                "produce --max-rejects NaN% x.csv;                    --max-rejects: 'NaN%' is neither",
                "produce --rate 1e-300000000 x.csv;                   --rate: '1e-300000000' is not a number of rows",
                "produce --rate -1/s x.csv;                           --rate: '-1/s' is not a number of rows",
                "produce --replay NaNx x.csv;                         --replay: 'NaNx' is not a speed",
                "produce --transaction-rows many x.csv;               Invalid value for option '--transaction-rows': 'many' is not an int",
                "produce --transaction-rows 9999999999 x.csv;         Invalid value for option '--transaction-rows': '9999999999' is not an int",
                "produce --transaction-time -1 x.csv;                 --transaction-time: -1 is not within",
                "produce --watch . --sample-when-empty 1.5;           Invalid value for option '--sample-when-empty': '1.5' is not a long",
                "produce --kafka-servers nowhere x.csv;               Invalid value for option '--kafka-servers'",
                "produce --http-port 65536 x.csv;                     Invalid value for option '--http-port'",
                "produce --no-such-flag x.csv;                        --no-such-flag",
                "sample --from 2016-02-30 x.csv;                      Invalid value for option '--from'",
                "sample --from +999999999-12-31 x.csv;                --from: +999999999-12-31 is not within",
                "sample --defects NaN x.csv;                          --defects: NaN is not within",
                "sample --defects 1e308 x.csv;                        --defects: 1.0E308 is not within",
                "sample --seed x x.csv;                               Invalid value for option '--seed'",
                "bake;                                                Unmatched argument"
            })
    void wrongUsageExitsWith2AndSaysWhatIsWrong(String arguments, String message) {
        Run run = run(arguments.replace("{65}", "x".repeat(65)).split(" "));

        assertThat(run.error).contains(message);
        assertThat(run.exit).isEqualTo(2);
    }

    @Test
    void theHelpNamesEveryKnownFormatAndTheColumnsOfEveryKindOfEvent() {
        var help = new StringWriter();

        ProducerMain.commandLine().setOut(new PrintWriter(help, true)).execute("produce", "--help");

        String words = help.toString().replaceAll("\\s+", " ");
        assertThat(words)
                .contains(
                        "one of " + Profile.names() + ". By",
                        "symbol, open_time, open, high, low, close, volume (market.bars)"
                                + " or symbol, trade_time, trade_id, price, quantity, side (market.trades); _ for one");
    }

    @Test
    void aFileThatIsNotThereOrHasNoSuchColumnsExitsWith1InOneLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path columns = Files.writeString(folder.resolve("columns.csv"), "symbol,open_time,open,high,low,volume\n");

        assertFails("no such file or folder", folder.resolve("missing.csv").toString());
        assertFails("holds no file named *.csv, *.gz or *.zip", empty.toString());
        assertFails("matches no file", folder + "/*.gz");
        assertFails("column close is missing", columns.toString());
        assertFails("cannot be read as an input: Nul character not allowed", "a\0b");
        assertFails("cannot be read as an input: Illegal character in authority", "http://a b/");
        assertFails("cannot be read as an input: Missing '", folder + "/[.csv");
    }

    private static void assertFails(String message, String input) {
        Run run = run("produce", input);
        assertThat(run.error).startsWith("error: ").contains(message).hasLineCount(1);
        assertThat(run.exit).isEqualTo(1);
    }

    private static Run run(String... arguments) {
        var error = new StringWriter();
        int exit =
                ProducerMain.commandLine().setErr(new PrintWriter(error, true)).execute(arguments);
        return new Run(exit, error.toString());
    }
}
