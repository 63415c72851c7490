package io.quarterdeck.tradingbot.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
