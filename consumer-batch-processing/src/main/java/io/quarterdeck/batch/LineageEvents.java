package io.quarterdeck.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.InputField;
import io.openlineage.client.OpenLineage.RunEvent;
import io.quarterdeck.batch.features.Column;
import io.quarterdeck.batch.features.FeatureTable;
import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Quarter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenLineage events of one run: for each quarter a run of the job {@code quarterly-features.quarter} whose parent is
 * the whole run. Inputs are the raw tables with the snapshots that were read; outputs the feature tables, in the lake with
 * their snapshots, in PostgreSQL with the release, each with the raw columns that its columns come from. (OpenLineage's
 * own Spark listener loses the datasets of an Iceberg catalog that is kept in a database.)
 */
final class LineageEvents {

    /** Which code wrote the event. */
    private static final URI PRODUCER = URI.create("https://quarterdeck.io/consumer-batch-processing");

    private static final String JOBS = "quarterdeck";
    private static final String RUN_JOB = "quarterly-features";
    private static final String QUARTER_JOB = RUN_JOB + ".quarter";

    private static final Pattern JDBC_URL = Pattern.compile("jdbc:postgresql://([^/?]+)/([^?]+).*");

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(
                    new SimpleModule().addSerializer(ZonedDateTime.class, ToStringSerializer.instance)) // ISO 8601
            .setSerializationInclusion(JsonInclude.Include.NON_NULL);

    private final OpenLineage openLineage = new OpenLineage(PRODUCER);
    private final UUID runId;
    private final Map<EventKind<?>, Long> inputs;
    private final String lake;
    private final String postgres;
    private final String database;

    /**
     * @param runId of the whole run
     * @param inputs the raw tables that were read and the snapshot of each
     * @param warehouse URI of the lake
     * @param postgresUrl of JDBC
     */
    LineageEvents(UUID runId, Map<EventKind<?>, Long> inputs, String warehouse, String postgresUrl) {
        this.runId = runId;
        this.inputs = new LinkedHashMap<>(inputs); // keeps the order
        this.lake = warehouse.endsWith("/") ? warehouse.substring(0, warehouse.length() - 1) : warehouse;
        Matcher url = JDBC_URL.matcher(postgresUrl);
        this.postgres = url.matches() ? "postgres://" + url.group(1) : postgresUrl;
        this.database = url.matches() ? url.group(2) + "." : "";
    }

    static String json(RunEvent event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    RunEvent start(Quarter quarter, Instant time) {
        return event(quarter, time, RunEvent.EventType.START, null, List.of());
    }

    /** The release is in force. */
    RunEvent complete(Release release, Instant time) {
        var outputs = new ArrayList<OpenLineage.OutputDataset>();
        release.tables().forEach((interval, content) -> {
            long rows = content.hash().rows();
            outputs.add(output(lake, interval.table(), interval, String.valueOf(content.lakeSnapshotId()), rows));
            outputs.add(output(postgres, database + interval.table(), interval, release.name(), rows));
        });
        return event(release.quarter(), time, RunEvent.EventType.COMPLETE, null, outputs);
    }

    /** Nothing was published. */
    RunEvent fail(Quarter quarter, Instant time, String reason) {
        return event(quarter, time, RunEvent.EventType.FAIL, reason, List.of());
    }

    private RunEvent event(
            Quarter quarter,
            Instant time,
            RunEvent.EventType type,
            String error,
            List<OpenLineage.OutputDataset> outputs) {
        var ofQuarter = UUID.nameUUIDFromBytes((runId + "/" + quarter).getBytes(StandardCharsets.UTF_8));
        var facets = openLineage
                .newRunFacetsBuilder()
                .nominalTime(openLineage.newNominalTimeRunFacet(utc(quarter.start()), utc(quarter.end())))
                .parent(openLineage.newParentRunFacet(
                        openLineage.newParentRunFacetRun(runId, null),
                        openLineage.newParentRunFacetJob(JOBS, RUN_JOB, null),
                        null));
        if (error != null) {
            facets.errorMessage(openLineage.newErrorMessageRunFacet(error, "java", null));
        }
        return openLineage
                .newRunEventBuilder()
                .eventType(type)
                .eventTime(utc(time))
                .run(openLineage.newRun(ofQuarter, facets.build()))
                .job(openLineage.newJob(
                        JOBS,
                        QUARTER_JOB,
                        openLineage
                                .newJobFacetsBuilder()
                                .jobType(openLineage.newJobTypeJobFacet("BATCH", "SPARK", "JOB", null))
                                .build()))
                .inputs(inputs.entrySet().stream()
                        .map(input -> input(input.getKey(), input.getValue()))
                        .toList())
                .outputs(outputs)
                .build();
    }

    private OpenLineage.InputDataset input(EventKind<?> kind, long snapshot) {
        var fields = kind.columns().stream()
                .map(column -> openLineage.newSchemaDatasetFacetFields(
                        column.name(), column.type().name().toLowerCase(Locale.ROOT), column.meaning(), null, null))
                .toList();
        return openLineage.newInputDataset(
                lake,
                kind.table(),
                openLineage
                        .newDatasetFacetsBuilder()
                        .version(openLineage.newDatasetVersionDatasetFacet(String.valueOf(snapshot)))
                        .schema(openLineage.newSchemaDatasetFacet(fields))
                        .build(),
                null);
    }

    private OpenLineage.OutputDataset output(
            String namespace, String name, Interval interval, String version, long rows) {
        var fields = FeatureTable.columns(interval).stream()
                .map(column -> openLineage.newSchemaDatasetFacetFields(
                        column.name(), column.type().sql(), column.meaning(), null, null))
                .toList();
        return openLineage.newOutputDataset(
                namespace,
                name,
                openLineage
                        .newDatasetFacetsBuilder()
                        .version(openLineage.newDatasetVersionDatasetFacet(version))
                        .schema(openLineage.newSchemaDatasetFacet(fields))
                        .columnLineage(columnLineage(interval))
                        .build(),
                openLineage
                        .newOutputDatasetOutputFacetsBuilder()
                        .outputStatistics(openLineage.newOutputStatisticsOutputDatasetFacet(rows, null, null))
                        .build());
    }

    private OpenLineage.ColumnLineageDatasetFacet columnLineage(Interval interval) {
        var fields = openLineage.newColumnLineageDatasetFacetFieldsBuilder();
        for (Column column : FeatureTable.columns(interval)) {
            var transformation = openLineage.newInputFieldTransformations(
                    "DIRECT",
                    column.kind() == Column.Kind.KEY ? "IDENTITY" : "TRANSFORMATION",
                    column.formula(),
                    false);
            var from = new ArrayList<InputField>();
            for (EventKind<?> kind : inputs.keySet()) {
                for (String input : column.inputsOf(kind)) {
                    from.add(openLineage.newInputField(lake, kind.table(), input, List.of(transformation)));
                }
            }
            fields.put(column.name(), openLineage.newColumnLineageDatasetFacetFieldsAdditional(from, null, null));
        }
        return openLineage.newColumnLineageDatasetFacet(fields.build(), null);
    }

    private static ZonedDateTime utc(Instant instant) {
        return instant.atZone(ZoneOffset.UTC);
    }
}
