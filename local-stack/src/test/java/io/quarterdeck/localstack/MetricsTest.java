package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Metrics METRICS = Metrics.parse("""
            # HELP quarterdeck_next_offset stored durably so far
            # TYPE quarterdeck_next_offset gauge
            quarterdeck_next_offset{partition="0",topic="market.bars"} 1200.0
            quarterdeck_next_offset{topic="market.bars",partition="1",} 7.0
            quarterdeck_next_offset{partition="0",topic="market.trades"} 5.0
            quarterdeck_lake_rows{table="raw.bars"} 1.200875E6
            quarterdeck_lake_rows{table="raw.trades"} 12.0
            jvm_gc_pause_seconds_max NaN
            jvm_info{vendor="a \\"b\\", c",version="17"} 1.0
            """);

    @Test
    void readsTheOffsetsOfOneTopicWhateverTheOrderOfLabels() {
        assertThat(METRICS.nextOffsets("market.bars")).isEqualTo(Map.of(0, 1200L, 1, 7L));
    }

    @Test
    void readsTheRowsOfOneTableInTheLake() {
        assertThat(METRICS.lakeRows("raw.bars")).hasValue(1_200_875L);
        assertThat(METRICS.lakeRows("raw.trades")).hasValue(12L);
        assertThat(METRICS.lakeRows("raw.quotes")).isEmpty();
    }
}
