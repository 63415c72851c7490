package io.quarterdeck.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.benchmarks.report.Figure.Better;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {

    @Test
    void aRatioIsTakenPairByPairAndAboveOneWhenOursIsBetter() {
        var rates = compared(Better.HIGHER, List.of(300.0, 100.0, 200.0), List.of(100.0, 100.0, 100.0), Aim.NONE);
        var times = compared(Better.LOWER, List.of(2.0, 4.0), List.of(4.0, 4.0), Aim.NONE);

        assertThat(rates.ratio()).isEqualTo(new Spread(2, 1, 3));
        assertThat(times.ratio().median()).isEqualTo(1.5, within(1e-12)); // of 2 and 1
    }

    @Test
    void anAimIsHeldAgainstTheMedian() {
        assertThat(compared(Better.HIGHER, List.of(85.0), List.of(100.0), Aim.ratio(0.85))
                        .met())
                .isTrue();
        assertThat(compared(Better.HIGHER, List.of(84.0), List.of(100.0), Aim.ratio(0.85))
                        .met())
                .isFalse();
        assertThat(Figure.ofOurs("p99", "ms", Better.LOWER, List.of(400.0, 900.0, 450.0), Aim.ours(500))
                        .met())
                .isTrue();
        assertThat(Figure.ofOurs("p99", "ms", Better.LOWER, List.of(500.0), Aim.ours(500))
                        .met())
                .isFalse();
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatThrownBy(() -> compared(Better.HIGHER, List.of(1.0, 2.0), List.of(1.0), Aim.NONE))
                .hasMessage("x: 2 values of ours, 1 of the peer's");
        assertThatThrownBy(() -> Figure.ofOurs("x", "ms", Better.LOWER, List.of(1.0), Aim.ratio(1)))
                .hasMessage("x: a ratio is aimed at, and there is no peer");
    }

    @Test
    void anOutcomeIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
        var outcome = new Outcome(
                "3 rows",
                true,
                "equal",
                Map.of("peer", "1.0"),
                Map.of("peer batch.size", "500"),
                List.of(compared(Better.HIGHER, List.of(1.5), List.of(2.5), Aim.ratio(0.5))),
                List.of("A note."));

        outcome.write(folder.resolve("outcome.json"));

        assertThat(Outcome.read(folder.resolve("outcome.json"))).isEqualTo(outcome);
    }

    private static Figure compared(Better better, List<Double> ours, List<Double> peers, Aim aim) {
        return new Figure("x", "rows/s", better, "quarterdeck", ours, "peer", peers, aim);
    }
}
