package io.quarterdeck.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenLineage events as a graph that can be drawn. */
final class Lineage {

    /** @param kind {@code dataset} or {@code job} */
    public record Node(String id, String kind, String name, String detail) {}

    public record Edge(String from, String to) {}

    public record Graph(List<Node> nodes, List<Edge> edges) {}

    /** The newest of a quarter. */
    public record Event(String quarter, String eventType, JsonNode event) {}

    private Lineage() {}

    static Graph graph(List<Event> events) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        Set<Edge> edges = new LinkedHashSet<>();
        for (Event of : events) {
            String job = "job " + of.quarter();
            nodes.put(
                    job,
                    new Node(
                            job,
                            "job",
                            of.event().path("job").path("name").asText(),
                            of.quarter() + ", " + of.eventType().toLowerCase(java.util.Locale.ROOT)));
            for (JsonNode input : of.event().path("inputs")) {
                edges.add(new Edge(dataset(nodes, input), job));
            }
            for (JsonNode output : of.event().path("outputs")) {
                edges.add(new Edge(job, dataset(nodes, output)));
            }
        }
        return new Graph(List.copyOf(nodes.values()), List.copyOf(edges));
    }

    /** One node for each dataset in each of its versions. */
    private static String dataset(Map<String, Node> nodes, JsonNode dataset) {
        String namespace = dataset.path("namespace").asText();
        String name = dataset.path("name").asText();
        String version =
                dataset.path("facets").path("version").path("datasetVersion").asText();
        String id = namespace + " " + name + " " + version;
        String store = namespace.startsWith("postgres") ? "PostgreSQL" : "lake";
        nodes.putIfAbsent(id, new Node(id, "dataset", name, version.isEmpty() ? store : store + ", " + version));
        return id;
    }
}
