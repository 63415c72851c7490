package io.quarterdeck.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthServerTest {

    @Test
    void readyFollowsTheServiceAndLiveDoesNot() throws Exception {
        try (HealthServer health = HealthServer.open(options(0))) {
            assertThat(get(health, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(health, "/health/ready").statusCode()).isEqualTo(503);

            var works = new AtomicBoolean(true);
            health.readyWhen(works::get);
            assertThat(get(health, "/health/ready").statusCode()).isEqualTo(200);

            works.set(false);
            assertThat(get(health, "/health/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void metricsShowWhatTheServiceCounts() throws Exception {
        try (HealthServer health = HealthServer.open(options(0))) {
            health.metrics().counter("quarterdeck.rows.stored", "topic", "t").increment(3);

            assertThat(get(health, "/metrics").body()).contains("quarterdeck_rows_stored_total{topic=\"t\"} 3.0");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (HealthServer health = HealthServer.open(options(0))) {
            assertThatThrownBy(() -> HealthServer.open(options(health.port())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("--http-port", String.valueOf(health.port()));
        }
    }

    private static HealthOptions options(int port) {
        var options = new HealthOptions();
        options.host = "127.0.0.1";
        options.port = port;
        return options;
    }

    private static HttpResponse<String> get(HealthServer health, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + health.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
