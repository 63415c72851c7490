package io.quarterdeck.dashboard;

import io.quarterdeck.dashboard.access.Role;
import io.quarterdeck.dashboard.web.Answer;
import io.quarterdeck.dashboard.web.Route;
import java.util.ArrayList;
import java.util.List;

/** All that the API can be asked; {@code openapi.json} says the same, which a test holds. */
final class Routes {

    private Routes() {}

    static List<Route> all(Guard guard) {
        var routes = new ArrayList<>(access(guard));
        return List.copyOf(routes);
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
}
