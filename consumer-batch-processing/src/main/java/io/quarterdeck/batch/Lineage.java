package io.quarterdeck.batch;

import io.openlineage.client.OpenLineage.RunEvent;
import io.quarterdeck.batch.release.Release;
import io.quarterdeck.batch.run.RunRecord;
import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells where each quarter's data come from and go to: to {@code governance.lineage_event} and, if asked, to a server. */
final class Lineage {

    private static final Logger log = LoggerFactory.getLogger(Lineage.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LineageEvents events;
    private final RunRecord record;
    private final Optional<URI> endpoint;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @param endpoint takes OpenLineage events by POST; whether it does never decides about the run */
    Lineage(LineageEvents events, RunRecord record, Optional<URI> endpoint) {
        this.events = events;
        this.record = record;
        this.endpoint = endpoint;
    }

    void started(Quarter quarter) throws SQLException {
        tell(quarter, events.start(quarter, Instant.now()));
    }

    /** The release is in force, made by this run or found unchanged. */
    void completed(Release release) throws SQLException {
        tell(release.quarter(), events.complete(release, Instant.now()));
    }

    void failed(Quarter quarter, String reason) throws SQLException {
        tell(quarter, events.fail(quarter, Instant.now(), reason));
    }

    private void tell(Quarter quarter, RunEvent event) throws SQLException {
        String json = LineageEvents.json(event);
        record.lineage(
                quarter, event.getEventType().name(), event.getEventTime().toInstant(), json);
        endpoint.ifPresent(uri -> post(uri, json));
    }

    private void post(URI uri, String json) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                log.warn("lineage event not taken url={} status={}", uri, status);
            }
        } catch (IOException e) {
            log.warn("lineage event not sent url={} reason={}", uri, e.toString());
        } catch (InterruptedException e) {
            log.warn("lineage event not sent url={} reason=interrupted", uri);
            Thread.currentThread().interrupt();
        }
    }
}
