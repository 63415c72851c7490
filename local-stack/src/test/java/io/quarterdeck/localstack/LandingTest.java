package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LandingTest {

    @Test
    void whatIsMissingIsAddedUpOverThePartitions() {
        assertThat(Landing.missing(Map.of(0, 100L, 1, 50L), Map.of(0, 90L, 1, 50L)))
                .isEqualTo(10);
    }

    @Test
    void aPartitionThatNobodyHasReportedYetIsMissingAltogether() {
        assertThat(Landing.missing(Map.of(0, 100L, 1, 50L), Map.of(0, 100L))).isEqualTo(50);
    }

    @Test
    void anEmptyPartitionNeedsNoReport() {
        assertThat(Landing.missing(Map.of(0, 0L), Map.of())).isZero();
    }

    @Test
    void aLanderThatIsFurtherThanTheEndIsNotCountedAgainstAnotherPartition() {
        assertThat(Landing.missing(Map.of(0, 10L, 1, 10L), Map.of(0, 15L, 1, 8L)))
                .isEqualTo(2);
    }
}
