package io.quarterdeck.localstack.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarterdeck.localstack.ServiceCommands;
import io.quarterdeck.localstack.Tool;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.SourceDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the stores hold what the files do: the audit compares Kafka, manifests, PostgreSQL and lake with one another, and
 * what it certifies is held against the files themselves, each read once more.
 *
 * @param rows of each file, by its name
 * @param equal whether the stores hold exactly these, by the file's name
 * @param outOfOrder rows that lie before an earlier line of their file, in the order of a partition
 * @param explanation what the audit said, if it is not content
 */
record Verdict(Map<String, Long> rows, Map<String, Boolean> equal, long outOfOrder, String explanation) {

    private static final int AGREE = 0;
    private static final int DIFFERS = 4;

    static Verdict of(Scene scene, ServiceCommands programs, List<Path> slices)
            throws IOException, InterruptedException, SQLException {
        Path digest = scene.folder().resolve("digest.json");
        Path certificate = scene.folder().resolve("certificate.json");
        Path said = scene.folder().resolve("audit.txt");
        var names = slices.stream().map(Path::toString).toList();
        if (Tool.of(programs.digest(names)).printingTo(digest).run() != 0) {
            throw new IOException("the files cannot be read again; " + digest);
        }
        int exit = Tool.of(programs.audit(scene.direct(), List.of("--export", certificate.toString())))
                .loggingTo(said)
                .run();
        String text = Files.readString(said);
        if (exit != AGREE && exit != DIFFERS) {
            throw new IOException("the audit failed:\n" + text.indent(4));
        }
        Map<Long, ContentHash> certified = exit == AGREE ? certified(certificate) : Map.of();
        var rows = new HashMap<String, Long>();
        var equal = new HashMap<String, Boolean>();
        var missed = new ArrayList<String>();
        for (SourceDigest file : FileJson.read(Files.readAllBytes(digest), SourceDigest.Files.class)
                .files()) {
            ContentHash read = file.days().stream()
                    .map(day -> ContentHash.parse(day.rows(), day.hash()))
                    .reduce(ContentHash.NONE, ContentHash::plus);
            boolean same = exit == AGREE
                    ? certified.getOrDefault(file.sourceId(), ContentHash.NONE).equals(read)
                    : agrees(text, file.name());
            rows.put(file.name(), read.rows());
            equal.put(file.name(), same);
            if (exit == AGREE && !same) {
                missed.add(file.name() + ": all stores agree, but not with the file");
            }
        }
        long outOfOrder = Long.parseLong(scene.text("""
                SELECT count(*) FROM (
                    SELECT source_line < lag(source_line) OVER (PARTITION BY source_id, kafka_partition ORDER BY kafka_offset)
                           AS backwards
                      FROM raw.bars) AS rows WHERE backwards"""));
        return new Verdict(rows, equal, outOfOrder, exit == AGREE ? String.join("\n", missed) : text);
    }

    boolean agrees() {
        return outOfOrder == 0 && explanation.isEmpty();
    }

    /** Whether the audit's table says so; it does not if it says nothing of the file. */
    static boolean agrees(String audit, String file) {
        return audit.lines().anyMatch(line -> line.startsWith(file + " ") && line.endsWith(" agree"));
    }

    private static Map<Long, ContentHash> certified(Path certificate) throws IOException {
        var json = new ObjectMapper();
        JsonNode body =
                json.readTree(json.readTree(certificate.toFile()).get("body").asText());
        var sums = new HashMap<Long, ContentHash>();
        for (JsonNode source : body.get("sources")) {
            sums.put(
                    source.get("source_id").asLong(),
                    ContentHash.parse(
                            source.get("rows").asLong(), source.get("hash").asText()));
        }
        return sums;
    }
}
