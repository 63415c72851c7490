package io.quarterdeck.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a shipped module is made of, as its build wrote it down ({@code target/bom.json}, CycloneDX). */
record Sbom(Path module, List<Component> components) {

    /**
     * @param name group and artifact
     * @param licences as the library's POM has them, in SPDX where the name is known there
     */
    record Component(String name, String version, Optional<String> sha256, Set<String> licences) {

        boolean ours() {
            return name.startsWith("io.quarterdeck:");
        }
    }

    static List<Sbom> all() {
        return Stream.of(
                        "infra",
                        "producer-service",
                        "consumer-data-storage",
                        "consumer-stream-storage",
                        "consumer-batch-processing",
                        "consumer-dashboard",
                        "consumer-trading-bot",
                        "local-stack",
                        "infra/spark-runtime")
                .map(module -> of(Path.of(module)))
                .toList();
    }

    static Sbom of(Path module) {
        try {
            var root = new ObjectMapper()
                    .readTree(Pipeline.ROOT
                            .resolve(module)
                            .resolve("target/bom.json")
                            .toFile());
            return new Sbom(
                    module, stream(root.get("components")).map(Sbom::component).toList());
        } catch (IOException e) {
            throw new IllegalStateException(module + ": no SBOM; mvn verify writes it", e);
        }
    }

    /** The jars beside a module that does not have all in one. */
    static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Pipeline.ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static Component component(JsonNode json) {
        return new Component(
                json.path("group").asText() + ":" + json.path("name").asText(),
                json.path("version").asText(),
                stream(json.path("hashes"))
                        .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                        .map(hash -> hash.path("content").asText())
                        .findFirst(),
                stream(json.path("licenses"))
                        .map(entry -> entry.has("expression") ? entry : entry.path("license"))
                        .map(licence -> Stream.of("expression", "id", "name")
                                .filter(licence::has)
                                .map(key -> licence.get(key).asText())
                                .findFirst()
                                .orElseThrow())
                        .collect(TreeSet::new, Set::add, Set::addAll));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
