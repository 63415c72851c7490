package io.quarterdeck.localstack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a service of the stack for its health and its metrics. */
final class ServiceHttp {

    private static final int TIMEOUT_MILLIS = 2000;

    private ServiceHttp() {}

    /**
     * False, too, while nobody answers, or not as the service does: until it listens, the port may be that of another's connection,
     * even of this very one to itself.
     */
    static boolean isReady(int port) {
        try {
            HttpURLConnection http = open(port, "/health/ready");
            try {
                return http.getResponseCode() == 200;
            } finally {
                http.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws IOException when the service does not answer */
    static Metrics metrics(int port) throws IOException {
        HttpURLConnection http = open(port, "/metrics");
        try (var body = http.getInputStream()) {
            return Metrics.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            http.disconnect();
        }
    }

    private static HttpURLConnection open(int port, String path) throws IOException {
        var http = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        http.setConnectTimeout(TIMEOUT_MILLIS);
        http.setReadTimeout(TIMEOUT_MILLIS);
        return http;
    }
}
