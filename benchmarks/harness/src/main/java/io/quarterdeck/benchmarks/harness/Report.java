package io.quarterdeck.benchmarks.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarterdeck.benchmarks.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of results: for each comparison its newest result as {@code NAME.json}, as a page {@code NAME.md} and as a chart
 * {@code NAME.svg}; and {@code README.md}, the table of all.
 */
record Report(Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** Replaces the comparison's last result, and makes the table anew. */
    void add(Result result) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(file(result.name(), "json").toFile(), result);
        Files.writeString(file(result.name(), "svg"), Chart.of(result.figures()));
        Files.writeString(
                file(result.name(), "md"), result.page() + "\n![" + result.title() + "](" + result.name() + ".svg)\n");
        Files.writeString(folder.resolve("README.md"), table());
    }

    private String table() throws IOException {
        var page = new StringBuilder("# Results\n\nWritten by `./quarterdeck bench`; what is compared, and how, is in"
                + " [benchmarks](../README.md). Above 1 time as good, ours is better.\n\n");
        page.append("| comparison ").append(Result.HEADER.replaceFirst("\n\\|", "\n|---|"));
        for (Result result : results()) {
            for (Figure figure : result.figures()) {
                page.append("| [%1$s](%1$s.md) %2$s%n".formatted(result.name(), Result.line(figure)));
            }
        }
        page.append("\n| comparison | measured | revision | both agree | load before |\n|---|---|---|---|---|\n");
        for (Result result : results()) {
            page.append("| %s | %s | %s | %s | %.1f |%n"
                    .formatted(
                            result.name(),
                            result.measuredAt(),
                            result.revision(),
                            result.outcome().agreed() ? "yes" : "**no**",
                            result.machine().load()));
        }
        return page.toString();
    }

    /** In the order of the command's list. */
    private List<Result> results() throws IOException {
        var results = new ArrayList<Result>();
        for (String name : BenchMain.names()) {
            Path file = file(name, "json");
            if (Files.exists(file)) {
                results.add(JSON.readValue(file.toFile(), Result.class));
            }
        }
        return results;
    }

    private Path file(String name, String ending) {
        return folder.resolve(name + "." + ending);
    }
}
