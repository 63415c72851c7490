package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.ContentHasher;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.SourceDigest;
import io.quarterdeck.marketdata.SourceDigest.DaySum;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestCommandTest {

    @TempDir
    Path folder;

    @Test
    void countsAndHashesEachPartitionAndDayAndSendsNothing() throws Exception {
        Path file = folder.resolve("bars.csv");
        Files.writeString(file, """
                symbol,open_time,open,high,low,close,volume
                AAA,2016-10-01T00:00:00Z,1,2,0.5,1.5,10
                AAA,2016-10-02T00:00:00Z,1,2,0.5,1.5,11
                AAA,2016-10-02T00:01:00Z,1,2,none,1.5,12

                AAA,2016-10-02T23:59:00Z,1,2,0.5,1.5,13
                """);

        SourceDigest digest = digest(file.toString(), "--partitions", "1");

        assertThat(digest.name()).isEqualTo("bars.csv");
        assertThat(digest.topic()).isEqualTo("market.bars");
        assertThat(digest.rowsRejected()).isEqualTo(1);
        assertThat(digest.days())
                .containsExactlyInAnyOrder(
                        sum("2016-10-01", bar(digest, 1_475_280_000_000_000L, 10, 2)),
                        sum(
                                "2016-10-02",
                                bar(digest, 1_475_366_400_000_000L, 11, 3),
                                bar(digest, 1_475_452_740_000_000L, 13, 6)));
    }

    private static Bar bar(SourceDigest file, long micros, double volume, long line) {
        return new Bar("AAA", micros, 1, 2, 0.5, 1.5, volume, file.sourceId(), line);
    }

    private static DaySum sum(String day, Bar... bars) {
        var hasher = new ContentHasher();
        for (Bar bar : bars) {
            hasher.add(EventKind.BARS, bar);
        }
        return new DaySum(0, day, bars.length, hasher.sum().hex());
    }

    private static SourceDigest digest(String... arguments) {
        var out = new StringWriter();
        var words = new String[arguments.length + 1];
        words[0] = "digest";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        assertThat(ProducerMain.commandLine().setOut(new PrintWriter(out)).execute(words))
                .isZero();
        List<SourceDigest> files = FileJson.read(
                        out.toString().getBytes(StandardCharsets.UTF_8), SourceDigest.Files.class)
                .files();
        assertThat(files).hasSize(1);
        return files.get(0);
    }
}
