package io.quarterdeck.dashboard.alerts;

import io.quarterdeck.dashboard.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each alert as JSON to a URL, when it begins and when it ends: three tries, then it is given up and logged. The URL
 * may be a secret and is not logged.
 */
public final class Webhook implements Consumer<Alert>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Webhook.class);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int TRIES = 3;
    private static final int WAITING = 100;

    private final URI url;
    private final Duration pause;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(ANSWER)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** One after another, so that an end does not overtake its beginning; what does not fit is dropped. */
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
                var thread = new Thread(task, "webhook");
                thread.setDaemon(true);
                return thread;
            },
            (task, executor) -> log.error("webhook: too many alerts wait, one is dropped"));

    Webhook(URI url, Duration pause) {
        this.url = url;
        this.pause = pause;
    }

    /** @throws IOException when the file cannot be read or holds no http or https URL; the message does not quote it */
    public static Webhook of(Path file) throws IOException {
        String text = Files.readString(file).strip();
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && url.getScheme().matches("https?")) {
                return new Webhook(url, Duration.ofSeconds(2));
            }
        } catch (IllegalArgumentException e) {
            // said below, without the text
        }
        throw new IOException("--alert-webhook-file: " + file + " holds no http or https URL");
    }

    /** Sends it later. */
    @Override
    public void accept(Alert alert) {
        sender.execute(() -> send(alert));
    }

    private void send(Alert alert) {
        var request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(alert)))
                .build();
        String why = "";
        for (int i = 1; i <= TRIES; i++) {
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status / 100 == 2) {
                    return;
                }
                why = "status " + status;
                TimeUnit.MILLISECONDS.sleep(pause.multipliedBy(i).toMillis());
            } catch (IOException e) {
                why = e.getClass().getSimpleName();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        log.error("webhook: alert id={} rule={} could not be sent: {}", alert.id(), alert.rule(), why);
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
