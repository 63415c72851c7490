package io.quarterdeck.servicekit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /health/live} (200 while the process runs), {@code /health/ready} (200 once the service does its work,
 * 503 before and while it is held up) and {@code /metrics} (Prometheus text).
 */
public final class HealthServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthServer.class);

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        var thread = new Thread(task, "health");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private volatile BooleanSupplier ready = () -> false;

    private HealthServer(HttpServer server) {
        this.server = server;
        new JvmMemoryMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        gc.bindTo(metrics);
        server.createContext("/health/live", http -> answer(http, 200, "live\n"));
        server.createContext(
                "/health/ready",
                http -> answer(
                        http, ready.getAsBoolean() ? 200 : 503, ready.getAsBoolean() ? "ready\n" : "not ready\n"));
        server.createContext("/metrics", http -> answer(http, 200, metrics.scrape()));
        server.setExecutor(threads);
        server.start();
    }

    /** @throws IOException when the address or port cannot be had; the message names both */
    public static HealthServer open(HealthOptions options) throws IOException {
        var address = new InetSocketAddress(options.host, options.port);
        try {
            var health = new HealthServer(HttpServer.create(address, 0));
            log.info("health and metrics at http://{}:{}/", options.host, health.port());
            return health;
        } catch (IOException e) {
            throw new IOException("--http-host/--http-port: cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Where the service registers its meters. */
    public MeterRegistry metrics() {
        return metrics;
    }

    /** Says from now on that the service is ready whenever {@code ready} is true; it is asked on each request. */
    public void readyWhen(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        gc.close();
        metrics.close();
    }

    private static void answer(HttpExchange http, int status, String text) throws IOException {
        try (http) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            http.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            http.sendResponseHeaders(status, body.length);
            http.getResponseBody().write(body);
        }
    }
}
