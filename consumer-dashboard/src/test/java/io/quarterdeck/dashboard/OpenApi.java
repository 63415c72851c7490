package io.quarterdeck.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The document that describes the API. */
final class OpenApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    OpenApi() {
        try {
            document = JSON.readTree(Routes.document());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Such as {@code GET /api/v1/runs} and the names of its query parameters. */
    Map<String, List<String>> routes() {
        var routes = new TreeMap<String, List<String>>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    var names = new TreeSet<String>();
                    for (JsonNode parameter : operation.getValue().path("parameters")) {
                        if (parameter.get("in").asText().equals("query")) {
                            names.add(parameter.get("name").asText());
                        }
                    }
                    routes.put(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), List.copyOf(names));
                }));
        return routes;
    }

    /** Names of the schemas that no answer has. */
    List<String> brokenReferences() {
        var broken = new ArrayList<String>();
        for (JsonNode ref : document.findValues("$ref")) {
            String name = ref.asText().replace("#/components/schemas/", "");
            if (document.at("/components/schemas/" + name).isMissingNode()) {
                broken.add(name);
            }
        }
        return broken;
    }

    /** What is wrong with an answer, if anything is. */
    List<String> flaws(String method, String path, String status, JsonNode answer) {
        JsonNode responses = document.path("paths").path(path).path(method).path("responses");
        JsonNode response = responses.has(status) ? responses.get(status) : responses.path("default");
        JsonNode schema = response.path("content").path("application/json").path("schema");
        if (schema.isMissingNode()) {
            return List.of("the document says nothing of " + method + " " + path + " " + status);
        }
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.get("components"));
        whole.setAll((ObjectNode) schema);
        JsonSchema compiled = schemas.getSchema(whole);
        return compiled.validate(answer).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toList());
    }
}
