package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Eight days of an exchange's trades as they were recorded, where they lie beside the project. */
class RecordedTradesTest {

    private static final Path FILE = Path.of("../../shared/data/trades-bitflyer-20180121-20180128.csv.gz");

    @Test
    void everyRowIsReadAndItsBlanksAreKept() throws IOException {
        assumeTrue(
                Files.exists(FILE), () -> "there is no " + FILE.toAbsolutePath().normalize());
        var produce = new ProduceCommand();
        new CommandLine(produce).parseArgs();
        var file = new SourceFile(FILE, "trades.csv.gz", true);
        var parser = new LineParser<>(Layout.of(file, produce.format), 7);
        int rows = 0;
        int withoutTime = 0;
        int withoutSide = 0;

        try (var lines = file.lines()) {
            lines.next(); // the header
            while (lines.next()) {
                ParsedLine<?> line = parser.parse(lines);
                assertThat(line).isInstanceOf(ParsedLine.Row.class);
                var trade = (Trade) ((ParsedLine.Row<?>) line).event();
                rows++;
                withoutTime += trade.tradeTimeMicros() == Event.NO_TIME ? 1 : 0;
                withoutSide += trade.side() == Trade.Side.UNKNOWN ? 1 : 0;
            }
        }

        assertThat(rows).isEqualTo(1_054_452);
        assertThat(withoutTime).isEqualTo(3_488);
        assertThat(withoutSide).isEqualTo(344);
    }
}
