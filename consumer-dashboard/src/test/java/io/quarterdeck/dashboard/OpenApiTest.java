package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.dashboard.web.Route;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document against the routes; {@link DashboardIT} holds it against real answers. */
class OpenApiTest {

    @Test
    void theDocumentListsTheRoutesAndTheirParameters() {
        var routes = new TreeMap<String, List<String>>();
        for (Route route : Routes.all(
                null,
                new Routes.Parts(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new TradingRoutes.Parts(null, null, null),
                        "",
                        null))) {
            routes.put(route.method() + " " + route.path(), List.copyOf(new TreeSet<>(route.parameters())));
        }

        assertThat(new OpenApi().routes()).isEqualTo(routes);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(new OpenApi().brokenReferences()).isEmpty();
    }
}
