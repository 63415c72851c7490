package io.quarterdeck.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RunLogTest {

    private static final Logger ours = LoggerFactory.getLogger("io.quarterdeck.batch.Something");
    private static final Logger other = LoggerFactory.getLogger("org.example.Library");

    @Test
    void keepsWhatIsOursFromInfoOnAndOfOthersFromWarnOn() {
        Instant before = Instant.now().minusSeconds(1);
        List<RunLog.Line> lines;
        try (var log = RunLog.listen()) {
            ours.debug("not this");
            ours.info("published release={}", "2016Q4-v1");
            other.info("nor this");
            other.warn("slow disk", new IllegalStateException("why"));
            ours.error("zero \0 byte");
            lines = log.lines();
        }

        assertThat(lines)
                .extracting(RunLog.Line::level, RunLog.Line::logger, RunLog.Line::message)
                .containsExactly(
                        tuple("INFO", "io.quarterdeck.batch.Something", "published release=2016Q4-v1"),
                        tuple("WARN", "org.example.Library", "slow disk: java.lang.IllegalStateException: why"),
                        tuple("ERROR", "io.quarterdeck.batch.Something", "zero   byte"));
        assertThat(lines).allSatisfy(line -> assertThat(line.at()).isBetween(before, Instant.now()));
    }

    @Test
    void ofManyLinesTheLastStayAndLongOnesAreCutOff() {
        try (var log = RunLog.listen()) {
            ours.info("x".repeat(RunLog.LONGEST_MESSAGE + 1));
            for (int i = 2; i <= RunLog.MOST_LINES + 10; i++) {
                if (i == 20) {
                    assertThat(log.lines().get(0).message())
                            .hasSize(RunLog.LONGEST_MESSAGE)
                            .endsWith("x…");
                }
                ours.info("line {}", i);
            }

            assertThat(log.lines()).hasSize(RunLog.MOST_LINES);
            assertThat(log.lines().get(0).message()).isEqualTo("line 11");
            assertThat(log.lines().get(RunLog.MOST_LINES - 1).message()).isEqualTo("line 510");
        }
    }

    @Test
    void hearsNothingMoreWhenItIsClosed() {
        var log = RunLog.listen();
        log.close();

        ours.info("too late");

        assertThat(log.lines()).isEmpty();
    }
}
