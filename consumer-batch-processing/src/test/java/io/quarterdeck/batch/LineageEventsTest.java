package io.quarterdeck.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.openlineage.client.OpenLineage.RunEvent;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineageEventsTest {

    private static final Quarter QUARTER = Quarter.parse("2017Q1");
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final UUID RUN = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final Release RELEASE = new Release(
            QUARTER,
            2,
            false,
            Map.of(
                    Interval.HOUR, new Release.Content(ContentHash.parse(2160, "0".repeat(32)), 71),
                    Interval.DAY, new Release.Content(ContentHash.parse(90, "0".repeat(32)), 72)));

    private final LineageEvents events = new LineageEvents(
            RUN,
            Map.of(EventKind.BARS, 5L, EventKind.TRADES, 6L),
            "file:///lake/",
            "jdbc:postgresql://db:5432/quarterdeck?ssl=true");

    @Test
    void everyEventIsAsTheSpecificationOfOpenLineageWants() throws Exception {
        for (RunEvent event : new RunEvent[] {
            events.start(QUARTER, TIME), events.complete(RELEASE, TIME), events.fail(QUARTER, TIME, "refused")
        }) {
            JsonNode json = json(event);

            assertThat(schema(json.get("schemaURL")).validate(json)).isEmpty();
            var facets = json.findParents("_schemaURL");
            assertThat(facets).hasSizeGreaterThan(3);
            for (JsonNode facet : facets) {
                assertThat(schema(facet.get("_schemaURL")).validate(facet)).isEmpty();
            }
        }
    }

    @Test
    void theEventsOfAQuarterAreOneRunBelowTheWholeRun() throws Exception {
        JsonNode start = json(events.start(QUARTER, TIME));
        JsonNode complete = json(events.complete(RELEASE, TIME));

        assertThat(start.at("/eventType").asText()).isEqualTo("START");
        assertThat(start.at("/eventTime").asText()).isEqualTo("2026-01-01T00:00:00.123Z");
        assertThat(start.at("/run/runId")).isEqualTo(complete.at("/run/runId"));
        assertThat(start.at("/run/runId"))
                .isNotEqualTo(json(events.start(QUARTER.next(), TIME)).at("/run/runId"));
        assertThat(complete.at("/run/facets/parent/run/runId").asText()).isEqualTo(RUN.toString());
    }

    @Test
    void datasetsNameTheVersionThatWasReadOrWritten() throws Exception {
        JsonNode complete = json(events.complete(RELEASE, TIME));

        assertThat(versions(complete.get("inputs")))
                .containsExactlyInAnyOrder("file:///lake raw.bars 5", "file:///lake raw.trades 6");
        assertThat(versions(complete.get("outputs")))
                .containsExactlyInAnyOrder(
                        "file:///lake features.bars_1h 71",
                        "postgres://db:5432 quarterdeck.features.bars_1h 2017Q1-v2",
                        "file:///lake features.bars_1d 72",
                        "postgres://db:5432 quarterdeck.features.bars_1d 2017Q1-v2");
        for (JsonNode output : complete.get("outputs")) {
            assertThat(output.at("/outputFacets/outputStatistics/rowCount").asLong())
                    .isEqualTo(output.get("name").asText().endsWith("1h") ? 2160 : 90);
        }
    }

    @Test
    void columnsNameTheRawColumnsThatTheyComeFrom() throws Exception {
        assertThat(inputs("symbol")).containsExactly("raw.bars.symbol", "raw.trades.symbol");
        assertThat(inputs("high")).containsExactly("raw.bars.high", "raw.trades.price");
        assertThat(inputs("atr_ratio_14"))
                .containsExactly("raw.bars.close", "raw.bars.high", "raw.bars.low", "raw.trades.price");
        assertThat(inputs("rolling_volatility_24")).containsExactly("raw.bars.close", "raw.trades.price");
        assertThat(inputs("label_forward_sign_1")).containsExactly("raw.bars.close", "raw.trades.price");
        assertThat(inputs("coverage")).containsExactly("raw.bars.open_time", "raw.trades.trade_time");
    }

    private TreeSet<String> inputs(String column) throws Exception {
        var inputs = new TreeSet<String>();
        for (JsonNode output : json(events.complete(RELEASE, TIME)).get("outputs")) {
            if (output.get("name").asText().equals("features.bars_1h")) {
                for (JsonNode input : output.at("/facets/columnLineage/fields/" + column + "/inputFields")) {
                    inputs.add(input.get("name").asText() + "."
                            + input.get("field").asText());
                }
            }
        }
        return inputs;
    }

    private static Stream<String> versions(JsonNode datasets) {
        return Stream.iterate(0, i -> i < datasets.size(), i -> i + 1)
                .map(datasets::get)
                .map(dataset -> "%s %s %s"
                        .formatted(
                                dataset.get("namespace").asText(),
                                dataset.get("name").asText(),
                                dataset.at("/facets/version/datasetVersion").asText()));
    }

    private static JsonNode json(RunEvent event) throws Exception {
        return new ObjectMapper().readTree(LineageEvents.json(event));
    }

    /** The schemas under test resources stand for those of openlineage.io. */
    private static JsonSchema schema(JsonNode url) {
        return JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012,
                        builder -> builder.schemaMappers(
                                mappers -> mappers.mapPrefix("https://openlineage.io/spec/", "classpath:openlineage/")))
                .getSchema(SchemaLocation.of(url.asText()));
    }
}
