package io.quarterdeck.dashboard;

import io.javalin.http.Context;
import io.quarterdeck.dashboard.access.Headers;
import io.quarterdeck.dashboard.access.Role;
import io.quarterdeck.dashboard.api.trading.Commands;
import io.quarterdeck.dashboard.api.trading.Reports;
import io.quarterdeck.dashboard.api.trading.Trading;
import io.quarterdeck.dashboard.web.Answer;
import io.quarterdeck.dashboard.web.ApiException;
import io.quarterdeck.dashboard.web.Json;
import io.quarterdeck.dashboard.web.Parameters;
import io.quarterdeck.dashboard.web.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What can be asked of the trading bot, and demanded of it. */
final class TradingRoutes {

    private static final String RUN = "/api/v1/trading/runs/{run}";
    private static final long FOREVER = 253_370_764_800L;

    /** What answers. */
    record Parts(Trading trading, Commands commands, Reports reports) {}

    private TradingRoutes() {}

    static List<Route> all(Guard guard, Parts parts) {
        Trading trading = parts.trading();
        Reports reports = parts.reports();
        return List.of(
                Route.get("/api/v1/trading/runs", (http, query) -> Answer.of(trading.runs())),
                Route.get(RUN, (http, query) -> Answer.of(trading.one(run(http)))),
                Route.get(
                        RUN + "/equity",
                        (http, query) -> Answer.of(trading.equity(run(http), query.number("points", 1000, 10, 1000))),
                        "points"),
                Route.get(
                        RUN + "/orders",
                        (http, query) -> Answer.of(trading.orders(run(http), limit(query), before(query))),
                        "limit",
                        "before"),
                Route.get(
                        RUN + "/fills",
                        (http, query) -> Answer.of(trading.fills(run(http), limit(query), before(query))),
                        "limit",
                        "before"),
                Route.get(
                        RUN + "/guards",
                        (http, query) -> Answer.of(trading.guards(run(http), limit(query), before(query))),
                        "limit",
                        "before"),
                Route.post(
                        RUN + "/commands",
                        Role.OPERATOR,
                        (http, query) -> Answer.accepted(parts.commands()
                                .demand(
                                        run(http),
                                        guard.session(http).user().name(),
                                        Json.body(Guard.body(http), Commands.Request.class)))),
                Route.get(
                        "/api/v1/trading/reports",
                        (http, query) -> Answer.of(reports.page(limit(query), before(query))),
                        "limit",
                        "before"),
                Route.get("/api/v1/trading/reports/{id}", (http, query) -> Answer.of(reports.one(report(http)))),
                Route.get("/api/v1/trading/reports/{id}/page", (http, query) -> html(http, reports.html(report(http)))),
                Route.get(
                        "/api/v1/trading/trials",
                        (http, query) -> Answer.of(reports.trials(limit(query), before(query))),
                        "limit",
                        "before"),
                Route.get(
                        "/api/v1/market/trades",
                        (http, query) -> Answer.of(trading.markers(
                                query.text("symbol"),
                                query.optional("run"),
                                query.number("from", 0, 0, FOREVER),
                                query.number("to", FOREVER, 0, FOREVER))),
                        "symbol",
                        "run",
                        "from",
                        "to"));
    }

    private static long limit(Parameters query) {
        return query.number("limit", 50, 1, 200);
    }

    private static long before(Parameters query) {
        return query.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    }

    private static String run(Context http) {
        return http.pathParam("run");
    }

    private static long report(Context http) {
        String id = http.pathParam("id");
        if (!id.matches("\\d{1,18}")) {
            throw ApiException.notFound("there is no report " + Parameters.shown(id), "See /api/v1/trading/reports.");
        }
        return Long.parseLong(id);
    }

    /** The page as it is stored, which a browser may show but which can do nothing. */
    private static Answer html(Context http, Reports.Html page) throws IOException {
        http.header("Content-Security-Policy", Headers.SANDBOX);
        http.header("Content-Disposition", "inline; filename=\"" + page.name() + "\"");
        http.contentType("text/html; charset=utf-8");
        http.res().getOutputStream().write(page.html().getBytes(StandardCharsets.UTF_8));
        return Answer.written();
    }
}
