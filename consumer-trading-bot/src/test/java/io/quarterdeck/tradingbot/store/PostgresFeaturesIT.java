package io.quarterdeck.tradingbot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarterdeck.testservers.WithServers;
import io.quarterdeck.tradingbot.ReleasedScene;
import io.quarterdeck.tradingbot.market.FeatureRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithServers
class PostgresFeaturesIT {

    private static final long HOUR = 3_600_000_000L;
    private static final long START = micros("2016-01-01T00:00:00Z");

    private ReleasedScene scene;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void scene() throws Exception {
        scene = ReleasedScene.empty();
    }

    private static long micros(String time) {
        return Instant.parse(time).getEpochSecond() * 1_000_000;
    }

    private PostgresFeatures features(long untilMicros) {
        return new PostgresFeatures(
                scene.questions(), List.of("A", "B"), List.of("log_return_1", "sma_ratio_24"), untilMicros, () -> now);
    }

    private PostgresFeatures features() {
        return features(Long.MAX_VALUE);
    }

    @Test
    void aRowIsThereFromTheMomentItIsKnown() throws Exception {
        scene.release("2016Q1", 48);
        PostgresFeatures features = features();

        assertThat(features.newest("A", START + HOUR - 1)).isEmpty();
        FeatureRow first = features.newest("A", START + HOUR).orElseThrow();
        assertThat(first.openTimeMicros()).isEqualTo(START);
        assertThat(first.knownAtMicros()).isEqualTo(START + HOUR);
        assertThat(first.release()).isEqualTo("2016Q1-v1");
        assertThat(first.values()[0]).isEqualTo(0);
        assertThat(first.values()[1]).isNaN();
        assertThat(features.newest("B", START + HOUR).orElseThrow().values()[0]).isCloseTo(Math.sin(2), within(1e-12));
        assertThat(features.newest("A", START + 90 * HOUR).orElseThrow().openTimeMicros())
                .isEqualTo(START + 47 * HOUR);
    }

    @Test
    void atEachHourTheRowOfTheHourBeforeIsThereAcrossQuarters() throws Exception {
        scene.release("2016Q1", 91 * 24);
        scene.release("2016Q2", 91 * 24);
        PostgresFeatures features = features();

        for (int hour = 1; hour <= 182 * 24; hour++) {
            assertThat(features.newest("A", START + hour * HOUR).orElseThrow().openTimeMicros())
                    .isEqualTo(START + (hour - 1) * HOUR);
        }
    }

    @Test
    void whoBeginsInTheMiddleHasTheRowBefore() throws Exception {
        scene.release("2016Q1", 91 * 24);

        FeatureRow row = features().newest("A", micros("2016-05-01T12:00:30Z")).orElseThrow();

        assertThat(row.openTimeMicros()).isEqualTo(micros("2016-03-31T23:00:00Z"));
    }

    @Test
    void withoutAReleaseThereIsNoRow() throws Exception {
        scene.rows("2016Q1", 48);

        assertThat(features().newest("A", START + 10 * HOUR)).isEmpty();
    }

    @Test
    void whatIsReleasedLaterIsFoundWithinAMinute() throws Exception {
        PostgresFeatures features = features();
        assertThat(features.newest("A", START + 10 * HOUR)).isEmpty();
        scene.release("2016Q1", 48);

        assertThat(features.newest("A", START + 11 * HOUR)).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(features.newest("A", START + 11 * HOUR).orElseThrow().openTimeMicros())
                .isEqualTo(START + 10 * HOUR);
    }

    @Test
    void cutAtAMomentThereIsNothingBehindIt() throws Exception {
        scene.release("2016Q1", 48);
        PostgresFeatures features = features(START + 5 * HOUR);

        assertThat(features.newest("A", START + 20 * HOUR).orElseThrow().knownAtMicros())
                .isEqualTo(START + 5 * HOUR);
    }

    @Test
    void whatCanBeNoColumnIsRefused() {
        assertThatThrownBy(() -> new PostgresFeatures(
                        scene.questions(), List.of("A"), List.of("close; DROP TABLE x"), 0, () -> now))
                .hasMessage("'close; DROP TABLE x' is no column of a feature table");
        assertThatThrownBy(() -> new PostgresFeatures(scene.questions(), List.of("A"), List.of("nothing"), 0, () -> now)
                        .newest("A", START))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("column \"nothing\" does not exist");
    }
}
