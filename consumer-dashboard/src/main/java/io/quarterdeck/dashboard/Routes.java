package io.quarterdeck.dashboard;

import io.javalin.http.Context;
import io.quarterdeck.dashboard.access.Role;
import io.quarterdeck.dashboard.api.Export;
import io.quarterdeck.dashboard.api.Features;
import io.quarterdeck.dashboard.api.Market;
import io.quarterdeck.dashboard.api.Overview;
import io.quarterdeck.dashboard.api.Pipeline;
import io.quarterdeck.dashboard.api.Quality;
import io.quarterdeck.dashboard.api.Runs;
import io.quarterdeck.dashboard.api.Statistics;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.web.Answer;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.dashboard.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All that the API can be asked; {@code openapi.json} says the same, which a test holds. */
final class Routes {

    private static final long MINUTES_OF_A_DAY = 1440;
    private static final long MOST_BARS = 2000;
    private static final long LATEST = 253_370_764_800L;

    private final Guard guard;
    private final Parts parts;

    /** What answers. */
    record Parts(
            Pulses pulses,
            Overview overview,
            Market market,
            Pipeline pipeline,
            Quality quality,
            Features features,
            Statistics statistics,
            Export export,
            Runs runs,
            TradingRoutes.Parts trading,
            String jdbcUrl,
            Clock clock) {}

    private Routes(Guard guard, Parts parts) {
        this.guard = guard;
        this.parts = parts;
    }

    static List<Route> all(Guard guard, Parts parts) {
        var routes = new Routes(guard, parts);
        var all = new ArrayList<>(access(guard));
        all.addAll(routes.live());
        all.addAll(routes.looks());
        all.addAll(routes.quality());
        all.addAll(routes.features());
        all.addAll(routes.runs());
        all.addAll(TradingRoutes.all(guard, parts.trading()));
        byte[] document = document();
        all.add(Route.get("/api/v1/openapi.json", (http, query) -> Answer.tagged("openapi", document)));
        return List.copyOf(all);
    }

    /** Login and session. */
    static List<Route> access(Guard guard) {
        return List.of(
                Guard.loginRoute((http, query) -> Answer.of(guard.login(http))),
                Route.post("/api/v1/logout", Role.VIEWER, (http, query) -> {
                    guard.logout(http);
                    return Answer.nothing();
                }),
                Route.get("/api/v1/session", (http, query) -> Answer.of(guard.seen(http))));
    }

    private List<Route> live() {
        Pulses pulses = parts.pulses();
        return List.of(
                Route.get("/api/v1/pulse", (http, query) -> Answer.of(pulses.newest())),
                Route.get(
                        "/api/v1/pulse/history",
                        (http, query) -> Answer.of(pulses.history()
                                .since(parts.clock().instant(), query.number("minutes", 60, 1, MINUTES_OF_A_DAY))),
                        "minutes"),
                Route.get("/api/v1/stream", (http, query) -> stream(http)));
    }

    private Answer stream(Context http) throws IOException, InterruptedException {
        var stream = parts.pulses().stream();
        if (!stream.hasRoom()) {
            throw ApiException.tooMany("too-many-streams", "too many listen already", Duration.ofSeconds(30));
        }
        http.res().setContentType("text/event-stream");
        http.res().setCharacterEncoding("utf-8");
        http.res().setHeader("X-Accel-Buffering", "no");
        try {
            stream.serve(http.res().getOutputStream(), () -> guard.goesOn(http));
        } catch (IOException e) {
            return Answer.written(); // the client has gone
        }
        return Answer.written();
    }

    private List<Route> looks() {
        return List.of(
                Route.get(
                        "/api/v1/overview",
                        (http, query) -> Answer.of(parts.overview().answer())),
                Route.get(
                        "/api/v1/alerts",
                        (http, query) -> Answer.of(parts.overview().alerts())),
                Route.get(
                        "/api/v1/market/symbols",
                        (http, query) -> Answer.of(parts.market().symbols())),
                Route.get(
                        "/api/v1/market/bars",
                        (http, query) -> Answer.of(parts.market()
                                .bars(
                                        query.text("symbol"),
                                        query.text("interval"),
                                        query.optionalNumber("before", 0, LATEST),
                                        (int) query.number("limit", 500, 1, MOST_BARS),
                                        query.list("overlays"))),
                        "symbol",
                        "interval",
                        "before",
                        "limit",
                        "overlays"),
                Route.get(
                        "/api/v1/pipeline",
                        (http, query) -> Answer.of(parts.pipeline().answer())),
                Route.get(
                        "/api/v1/pipeline/rejected",
                        (http, query) -> Answer.of(parts.pipeline().rejected(query.number("limit", 50, 1, 200))),
                        "limit"),
                Route.get(
                        "/api/v1/pipeline/undecodable",
                        (http, query) -> Answer.of(parts.pipeline().undecodable(query.number("limit", 50, 1, 200))),
                        "limit"));
    }

    private List<Route> quality() {
        Quality quality = parts.quality();
        return List.of(
                Route.get("/api/v1/quality/quarters", (http, query) -> Answer.of(quality.quarters())),
                Route.get(
                        "/api/v1/quality",
                        (http, query) -> Answer.of(quality.answer(query.quarter("quarter"), run(query))),
                        "quarter",
                        "run"),
                Route.get(
                        "/api/v1/quality/coverage",
                        (http, query) -> Answer.of(quality.coverage(query.quarter("quarter"))),
                        "quarter"),
                Route.get(
                        "/api/v1/quality/samples",
                        (http, query) -> Answer.of(quality.samples(
                                query.quarter("quarter"), query.text("rule"), query.text("symbol"), run(query))),
                        "quarter",
                        "rule",
                        "symbol",
                        "run"));
    }

    private static java.util.Optional<Long> run(Parameters query) {
        return query.optionalNumber("run", 1, Integer.MAX_VALUE);
    }

    private List<Route> features() {
        Features features = parts.features();
        Statistics statistics = parts.statistics();
        return List.of(
                Route.get(
                        "/api/v1/features/tables",
                        (http, query) -> Answer.tagged(parts.pulses().releasesInForce(), features.tables())),
                Route.get(
                        "/api/v1/features/dictionary",
                        (http, query) -> Answer.of(features.dictionary(query.text("table"))),
                        "table"),
                Route.get(
                        "/api/v1/features/distribution",
                        (http, query) -> {
                            var answer = statistics.distribution(
                                    query.text("table"),
                                    query.text("column"),
                                    query.quarter("quarter"),
                                    query.optional("symbol"));
                            return Answer.tagged(answer.release(), answer);
                        },
                        "table",
                        "column",
                        "quarter",
                        "symbol"),
                Route.get(
                        "/api/v1/features/history",
                        (http, query) -> Answer.of(statistics.history(
                                query.text("table"),
                                query.text("column"),
                                query.text("symbol"),
                                query.number("points", 600, 10, 2000))),
                        "table",
                        "column",
                        "symbol",
                        "points"),
                Route.get(
                        "/api/v1/features/correlation",
                        (http, query) -> {
                            var answer = statistics.correlation(
                                    query.text("table"), query.quarter("quarter"), query.optional("symbol"));
                            return Answer.tagged(answer.release(), answer);
                        },
                        "table",
                        "quarter",
                        "symbol"),
                Route.get(
                        "/api/v1/features/labels",
                        (http, query) -> {
                            var answer = statistics.labels(query.text("table"), query.quarter("quarter"));
                            return Answer.tagged(answer.release(), answer);
                        },
                        "table",
                        "quarter"),
                Route.get("/api/v1/features/releases", (http, query) -> Answer.of(features.releases())),
                Route.get(
                        "/api/v1/features/snippets",
                        (http, query) -> Answer.of(
                                features.snippets(query.text("table"), query.quarter("quarter"), parts.jdbcUrl())),
                        "table",
                        "quarter"),
                Route.get("/api/v1/features/export", this::export, "table", "quarter", "symbol", "format"));
    }

    private Answer export(Context http, Parameters query) throws IOException {
        var format = Export.Format.of(query.text("format"));
        parts.export()
                .write(
                        query.text("table"),
                        query.quarter("quarter"),
                        query.optional("symbol"),
                        format,
                        (fileName, rows) -> {
                            http.contentType(format.contentType());
                            http.header("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
                            http.header("X-Rows", String.valueOf(rows));
                            return http.res().getOutputStream();
                        });
        return Answer.written();
    }

    private List<Route> runs() {
        Runs runs = parts.runs();
        return List.of(
                Route.get(
                        "/api/v1/runs",
                        (http, query) -> Answer.of(runs.page(
                                query.number("limit", 50, 1, 200),
                                query.number("before", Integer.MAX_VALUE, 1, Integer.MAX_VALUE))),
                        "limit",
                        "before"),
                Route.get("/api/v1/runs/{id}", (http, query) -> Answer.of(runs.one(id(http)))),
                Route.post(
                        "/api/v1/runs",
                        Role.OPERATOR,
                        (http, query) -> Answer.accepted(runs.ask(
                                guard.session(http).user().name(), Json.body(Guard.body(http), Runs.Request.class)))),
                Route.get("/api/v1/actions", (http, query) -> Answer.of(runs.actions())));
    }

    private static long id(Context http) {
        String id = http.pathParam("id");
        if (!id.matches("\\d{1,9}")) {
            throw ApiException.notFound("there is no run " + Parameters.shown(id), "See /api/v1/runs.");
        }
        return Long.parseLong(id);
    }

    static byte[] document() {
        try (InputStream in = Routes.class.getResourceAsStream("/openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("openapi.json is not in the jar", e);
        }
    }
}
