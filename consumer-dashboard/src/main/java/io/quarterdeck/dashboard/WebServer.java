package io.quarterdeck.dashboard;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.quarterdeck.dashboard.access.Headers;
import io.quarterdeck.dashboard.web.Answer;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Assets;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.dashboard.web.Route;
import io.quarterdeck.dashboard.web.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API and the pages over HTTP or TLS. */
final class WebServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WebServer.class);

    /** The pages, which are one program that shows what its path says. */
    static final List<String> PAGES =
            List.of("/", "/overview", "/market", "/pipeline", "/quality", "/features", "/runs", "/trading", "/login");

    /** Enough for all streams of events at their most, each of which holds one, and as many requests beside them. */
    private static final int THREADS = 160;

    private static final int HEADER_BYTES = 8 << 10;

    /** In each tag: another version of this program may answer otherwise. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private final Javalin javalin;

    private WebServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /** @throws IOException when the address cannot be had, or TLS not be set up; the message names the option */
    static WebServer open(WebOptions options, Guard guard, List<Route> routes) throws IOException {
        SslContextFactory.Server tls = options.tls() ? Tls.context(options.tlsCertificate, options.tlsKey) : null;
        var headers = Headers.all(options.tls());
        var assets = new Assets();
        var javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.router.ignoreTrailingSlashes = false;
            config.jetty.threadPool = new QueuedThreadPool(THREADS, 8);
            config.jetty.addConnector((server, http) -> connector(options, tls, server, http));
            config.routes.before(http -> {
                headers.forEach(http::header);
                guard.check(http);
            });
            pages(config, assets);
            routes.forEach(route -> config.routes.addEndpoint(
                    new Endpoint(route.method(), route.path(), http -> answer(http, guard, route))));
            errors(config);
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            javalin.stop();
            throw new IOException(
                    "--web-host/--web-port: cannot listen on " + options.host + ":" + options.port + ": "
                            + e.getMessage(),
                    e);
        }
        var server = new WebServer(javalin);
        log.info("dashboard at {}://{}:{}/", options.tls() ? "https" : "http", options.host, server.port());
        return server;
    }

    private static ServerConnector connector(
            WebOptions options, SslContextFactory.Server tls, Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        } else {
            http.addCustomizer(new SecureRequestCustomizer(false)); // the guard looks at the name that was asked for
            connector = new ServerConnector(
                    server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
        }
        connector.setHost(options.host);
        connector.setPort(options.port);
        return connector;
    }

    private static void pages(JavalinConfig config, Assets assets) {
        PAGES.forEach(page -> config.routes.get(page, http -> file(http, assets, "index.html")));
        config.routes.get("/assets/<path>", http -> file(http, assets, "assets/" + http.pathParam("path")));
    }

    private static void file(Context http, Assets assets, String path) {
        var file = assets.file(path).orElseThrow(() -> ApiException.notFound("there is no such file", "See /."));
        http.header("Cache-Control", "no-cache");
        if (!unchanged(http, file.etag())) {
            http.contentType(file.contentType()).result(file.bytes());
        }
    }

    private static void answer(Context http, Guard guard, Route route) throws Exception {
        guard.requireRole(http, route);
        var query = Parameters.of(http.queryParamMap(), route.parameters().toArray(String[]::new));
        Answer answer;
        try {
            answer = route.handler().answer(http, query);
        } catch (IOException e) { // which Javalin would take for a client that has gone, and end the answer as if whole
            if (!cutOff(http, e)) {
                throw new UncheckedIOException(e);
            }
            log.info("{} {} was cut off: {}", http.method(), http.path(), e.toString());
            return;
        }
        if (answer.streamed()) {
            return;
        }
        http.status(answer.status());
        if (answer.tag() != null) {
            http.header("Cache-Control", "private, no-cache");
            String url = PROCESS + answer.tag() + " " + http.path() + "?" + http.queryString();
            if (unchanged(http, Assets.etag(url.getBytes(StandardCharsets.UTF_8)))) {
                return;
            }
        }
        if (answer.body() != null) {
            json(http, answer.body());
        }
    }

    private static boolean unchanged(Context http, String etag) {
        http.header("ETag", etag);
        String known = http.header("If-None-Match");
        if (known != null && List.of(known.replace("W/", "").split(",\\s*")).contains(etag)) {
            http.status(304);
            return true;
        }
        return false;
    }

    private static void json(Context http, Object body) {
        http.contentType("application/json").result(body instanceof byte[] bytes ? bytes : Json.bytes(body));
    }

    private static void errors(JavalinConfig config) {
        config.routes.exception(ApiException.class, (e, http) -> refuse(http, e));
        config.routes.exception(Exception.class, (e, http) -> {
            log.error("{} {} failed", http.method(), http.path(), e);
            if (cutOff(http, e)) {
                return;
            }
            http.status(500);
            json(
                    http,
                    Map.of(
                            "error",
                            Map.of("code", "internal", "message", "the dashboard failed", "hint", "See its log.")));
        });
        config.routes.error(404, http -> {
            if (http.resultInputStream() == null || !"application/json".equals(http.contentType())) {
                json(
                        http,
                        ApiException.notFound("there is nothing here", "See /api/v1/openapi.json.")
                                .body());
            }
        });
        config.routes.error(
                405,
                http -> json(
                        http,
                        ApiException.badRequest("not with this method", "See /api/v1/openapi.json.")
                                .body()));
    }

    /** An answer that has begun cannot become an error: it is cut off, so that nobody takes its beginning for the whole. */
    private static boolean cutOff(Context http, Exception e) {
        if (!http.res().isCommitted()) {
            http.res().resetBuffer();
            return false;
        }
        ServletContextRequest.getServletContextRequest(http.req())
                .getServletChannel()
                .abort(e);
        return true;
    }

    private static void refuse(Context http, ApiException e) {
        if (cutOff(http, e)) {
            return;
        }
        http.status(e.status());
        http.header("Cache-Control", "no-store");
        http.removeHeader("ETag");
        e.retryAfter().ifPresent(wait -> http.header("Retry-After", String.valueOf(wait.toSeconds())));
        json(http, e.body());
    }

    int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
