package io.quarterdeck.tradingbot.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvBarsTest {

    @TempDir
    Path folder;

    @Test
    void aBarNamesItsFileAndLineAsThePipelineWould() throws Exception {
        Path file = Files.writeString(folder.resolve("bars.csv"), """
                symbol,open_time,open,high,low,close,volume
                A,2024-01-01T00:00:00Z,1,4,0.5,2,10
                B,2024-01-01T00:00:00Z,1,4,0.5,2,10
                A,2024-01-01T00:01:00Z,2,3,1,2.5,20
                """);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        long sourceId = ByteBuffer.wrap(hash).getLong();

        List<Bar> bars = CsvBars.read(List.of(file), bar -> bar.symbol().equals("A"));

        assertThat(bars)
                .containsExactly(
                        new Bar("A", Bars.START, 1, 4, 0.5, 2, 10, sourceId, 2),
                        new Bar("A", Bars.START + Bars.MINUTE, 2, 3, 1, 2.5, 20, sourceId, 4));
    }

    @Test
    void timesOfAnyFormAreReadAsInstantReadsThem() throws Exception {
        List<String> times = List.of(
                "1999-12-31T23:59:00Z",
                "2024-02-29T00:00:00Z",
                "2017-11-05T13:07:09Z",
                "2017-11-05T13:07:09.25Z",
                "2017-11-05T24:00:00Z",
                "2017-11-05T13:07:09+01:00");
        var lines = new StringBuilder("symbol,open_time,open,high,low,close,volume\n");
        times.forEach(time -> lines.append("A,").append(time).append(",1,1,1,1,1\n"));
        Path file = Files.writeString(folder.resolve("times.csv"), lines);

        assertThat(CsvBars.read(List.of(file), bar -> true).stream().map(Bar::openTimeMicros))
                .isEqualTo(times.stream()
                        .map(time -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29T00:00:00Z",
                "2017/11/05T13:07:09Z",
                "2x17-11-05T13:07:09Z",
                "2017-13-05T13:07:09Z",
                "2017-11-05T13:61:09Z",
                "2017-11-05T13:07:0:Z"
            })
    void aTimeThatIsNoneIsNamedWithFileAndLine(String time) throws Exception {
        Path file = Files.writeString(folder.resolve("bars.csv"), """
                symbol,open_time,open,high,low,close,volume
                A,%s,1,4,0.5,2,10
                """.formatted(time));

        assertThatThrownBy(() -> CsvBars.read(List.of(file), bar -> true))
                .hasMessageContaining("bars.csv:2: not a bar");
    }
}
