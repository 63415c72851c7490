package io.quarterdeck.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds what the code writes against the JSON Schema files that others build on. */
class SchemaTest {

    private static final SourceManifest MANIFEST = new SourceManifest(
            -42,
            "0123456789abcdef".repeat(4),
            "bars.csv.gz",
            "quarterdeck",
            SourceManifest.Status.IN_PROGRESS,
            1,
            101,
            51,
            50,
            49,
            1,
            Topics.BARS,
            List.of(new SourceManifest.PartitionSum(3, 49, "0123456789abcdef".repeat(2))),
            1_475_280_000_000_000L,
            1_475_280_000_000_001L);

    private static final RejectedLine REJECTED =
            new RejectedLine(-42, "bars.csv.gz", 7, "BTCUSD,yesterday,1,2", "open_time 'yesterday' is not ISO 8601");

    @Test
    void barsKeepToTheirSchema() {
        var bar = new Bar("BTCUSD", 0, 1e-10, 1e300, -1, 0, 5, Long.MIN_VALUE, Long.MAX_VALUE);

        assertThat(problems("bar-1", new WireFormat.Writer<>(EventKind.BARS).write(bar)))
                .isEmpty();
    }

    @Test
    void tradesKeepToTheirSchema() {
        var writer = new WireFormat.Writer<>(EventKind.TRADES);
        var full = new Trade("BTC_JPY", 0, Long.MIN_VALUE, 1e-10, -1, Trade.Side.BUY, Long.MIN_VALUE, Long.MAX_VALUE);
        var bare = new Trade("BTC_JPY", Event.NO_TIME, 7, 1, 1, Trade.Side.UNKNOWN, 1, 1);

        assertThat(problems("trade-1", writer.write(full))).isEmpty();
        assertThat(problems("trade-1", writer.write(bare))).isEmpty();
    }

    @Test
    void everyColumnOfAKindIsRequiredByItsSchema() {
        for (EventKind<?> kind : EventKind.ALL) {
            assertThat(problems(kind.schema().replace('/', '-'), "{}".getBytes(StandardCharsets.UTF_8)))
                    .as(kind.schema())
                    .hasSameSizeAs(kind.columns());
        }
    }

    @Test
    void manifestsKeepToTheirSchemaAndReadBack() {
        assertThat(problems("manifest-1", FileJson.write(MANIFEST))).isEmpty();
        assertThat(FileJson.read(FileJson.write(MANIFEST), SourceManifest.class))
                .isEqualTo(MANIFEST);
    }

    @Test
    void rejectedLinesKeepToTheirSchemaAndReadBack() {
        assertThat(problems("rejected-1", FileJson.write(REJECTED))).isEmpty();
        assertThat(FileJson.read(FileJson.write(REJECTED), RejectedLine.class)).isEqualTo(REJECTED);
    }

    @Test
    void theSchemasRefuseWhatLacksARequiredField() {
        assertThat(problems("bar-1", "{\"symbol\":\"A\"}".getBytes(StandardCharsets.UTF_8)))
                .hasSize(8);
    }

    @Test
    void aManifestThatLacksAFieldIsAnErrorAndNotAZero() {
        assertThatThrownBy(
                        () -> FileJson.read("{\"source_id\":1}".getBytes(StandardCharsets.UTF_8), SourceManifest.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a SourceManifest");
    }

    private static List<String> problems(String schema, byte[] json) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaTest.class.getResourceAsStream("/schemas/" + schema + ".json"))
                .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
