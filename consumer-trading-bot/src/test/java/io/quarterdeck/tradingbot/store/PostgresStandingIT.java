package io.quarterdeck.tradingbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.testservers.WithServers;
import io.quarterdeck.tradingbot.ReleasedScene;
import io.quarterdeck.tradingbot.risk.QuarterStanding.Standing;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithServers
class PostgresStandingIT {

    private static final Quarter QUARTER = Quarter.parse("2016Q1");

    private ReleasedScene scene;
    private PostgresStanding standing;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void scene() throws Exception {
        scene = ReleasedScene.empty();
        standing = new PostgresStanding(scene.questions(), () -> now);
    }

    private Standing aMinuteLater() {
        now = now.plus(Duration.ofMinutes(1));
        return standing.of(QUARTER, 0);
    }

    @Test
    void followsWhatBecomesOfTheQuarter() throws Exception {
        assertThat(aMinuteLater()).isEqualTo(Standing.NO_RELEASE);

        scene.run("2016Q1", "REFUSED");
        assertThat(aMinuteLater()).isEqualTo(Standing.GATE_REFUSED);

        scene.release("2016Q1");
        scene.run("2016Q1", "PUBLISHED");
        assertThat(aMinuteLater()).isEqualTo(Standing.GOOD);

        scene.run("2016Q1", "FAILED");
        scene.run("2016Q1", "UNCHANGED");
        assertThat(aMinuteLater()).isEqualTo(Standing.GOOD);

        scene.run("2016Q1", "REFUSED");
        scene.run("2016Q2", "PUBLISHED");
        assertThat(aMinuteLater()).isEqualTo(Standing.GATE_REFUSED);
    }

    @Test
    void theReleaseInForceNeedsACertificate() throws Exception {
        scene.release("2016Q1");
        assertThat(aMinuteLater()).isEqualTo(Standing.GOOD);

        scene.release("2016Q1");
        scene.servers().execute("UPDATE governance.release SET certificate = NULL WHERE version = 2");
        assertThat(aMinuteLater()).isEqualTo(Standing.NO_CERTIFICATE);
    }

    @Test
    void anAnswerIsKeptForAMinute() throws Exception {
        assertThat(aMinuteLater()).isEqualTo(Standing.NO_RELEASE);
        scene.release("2016Q1");

        assertThat(standing.of(QUARTER, 0)).isEqualTo(Standing.NO_RELEASE);
        assertThat(aMinuteLater()).isEqualTo(Standing.GOOD);
    }
}
