package io.quarterdeck.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.quarterdeck.dashboard.access.Role;
import java.util.List;

/**
 * One thing that the API can be asked.
 *
 * @param path with {@code {name}} for what varies
 * @param needs the least role that may; null: anybody, logged in or not
 * @param parameters the names of all query parameters; others are refused
 */
public record Route(HandlerType method, String path, Role needs, List<String> parameters, Handler handler) {

    /** Answers, or throws {@link ApiException}. */
    public interface Handler {
        Answer answer(Context http, Parameters query) throws Exception;
    }

    public static Route get(String path, Handler handler, String... parameters) {
        return new Route(HandlerType.GET, path, Role.VIEWER, List.of(parameters), handler);
    }

    public static Route post(String path, Role needs, Handler handler) {
        return new Route(HandlerType.POST, path, needs, List.of(), handler);
    }

    public boolean isPublic() {
        return needs == null;
    }
}
