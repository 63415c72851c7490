package io.quarterdeck.tradingbot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreTest {

    @Test
    void figuresAreThoseWorkedByHand() {
        Score score = Score.of(new double[] {0.9, 0.6, 0.4, 0.4}, new boolean[] {true, false, true, false}, 0.5);

        assertThat(score.rows()).isEqualTo(4);
        assertThat(score.baseRate()).isEqualTo(0.5);
        assertThat(score.accuracy()).isEqualTo(0.5); // the first and the last
        assertThat(score.logLoss())
                .isCloseTo(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.4) + Math.log(0.6)) / 4, within(1e-12));
        assertThat(score.baseLogLoss()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(score.auc()).isEqualTo((1 + 1 + 0 + 0.5) / 4); // of the four pairs of a rise and a fall
    }

    @Test
    void certaintyThatWasWrongIsDearButNotEndless() {
        assertThat(Score.of(new double[] {1}, new boolean[] {false}, 0.5).logLoss())
                .isBetween(20.0, 21.0);
    }

    @Test
    void withoutBothThereIsNoAuc() {
        assertThat(Score.of(new double[] {0.3, 0.8}, new boolean[] {true, true}, 0.5)
                        .auc())
                .isNaN();
    }
}
