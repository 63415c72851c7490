package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.systemtests.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each secret lies in the volumes of those who read it and can be found nowhere else. */
@ComposeTest
@Order(4)
class NoSecretIT {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Passwords, whichever file they stand in; the lines of private keys; the word that Spark's parts share. */
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("(?m)^== \\S+\\.password(?:\\.next)?\n(\\S+)"),
            Pattern.compile("password=\"([^\"]+)\""),
            Pattern.compile("spark\\.authenticate\\.secret[ =]+(\\S+)"));

    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\n([^-]+)-----END");

    @TempDir
    private static Path folder;

    private static ComposeStack stack;
    private static final Set<String> secrets = new TreeSet<>();
    private static Path patterns;

    @BeforeAll
    static void gather(ComposeStack shared) throws IOException {
        stack = shared;
        stack.up();
        for (String reader : Secrets.READERS) {
            secrets.addAll(secretsIn(contentOf(reader)));
        }
        patterns = Files.createFile(
                folder.resolve("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(patterns, secrets);
    }

    @Test
    void theSearchFindsWhatIsThere() {
        assertThat(secrets)
                .hasSizeGreaterThan(15)
                .allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(15));
        for (String role :
                List.of("ml_reader", "dashboard", "data_storage", "stream_storage", "batch", "trading_bot")) {
            assertThat(secrets).contains(stack.secrets().password(role));
        }
        assertThat(secrets).contains(stack.secrets().file("postgres", "owner.password"));
        assertThat(linesWithSecrets("cat " + patterns)).isEqualTo(secrets.size());
    }

    @Test
    void notInWhatDockerTellsOfContainersAndImages() {
        for (Container container : stack.containers()) {
            assertNoneIn("docker inspect " + container.id());
            assertNoneIn("docker image inspect " + container.image());
            assertNoneIn("docker history --no-trunc " + container.image());
        }
        assertThat(linesWithSecretsIn(stack.compose("config").expect(0).text())).isZero();
    }

    @Test
    void notInTheLogs() {
        for (Container container : stack.containers()) {
            assertNoneIn("docker logs " + container.id() + " 2>&1");
        }
    }

    @Test
    void notInArgumentsAndEnvironmentsOfProcesses() {
        for (Container container : stack.containers()) {
            if (container.running()) {
                assertNoneIn("docker top " + container.id() + " -eo pid,args");
                assertNoneIn("docker exec " + container.id()
                        + " sh -c 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null; true' | tr '\\0' '\\n'");
            }
        }
    }

    /** What the image brought and what was written since, without volumes. */
    @Test
    void notInTheFilesOfContainers() {
        for (Container container : stack.containers()) {
            assertNoneIn("docker export " + container.id());
        }
    }

    /** Kafka and PostgreSQL keep what they check passwords by, not the passwords. */
    @Test
    void notInTheDataOfServersAndServices() {
        for (String service : List.of("kafka", "postgres", "producer", "stream-storage", "batch")) {
            assertNoneIn("docker exec " + stack.container(service).id()
                    + " sh -c 'tar -C /var/lib/quarterdeck -c . || [ $? = 1 ]'"); // 1: a file changed meanwhile
        }
    }

    @Test
    void notInTheHistoryOfTheProject() {
        assertNoneIn("git -C " + Pipeline.ROOT + " cat-file --batch-all-objects --batch --buffer --unordered");
    }

    /** Names and texts of the files of one reader. */
    private static String contentOf(String reader) {
        return stack.secrets()
                .inVolume(
                        reader,
                        "cd /secrets; for file in $(find . -type f); do echo \"== $file\"; cat \"$file\"; echo; done");
    }

    private static List<String> secretsIn(String content) {
        var found = new ArrayList<String>();
        for (Pattern pattern : SECRETS) {
            Matcher secret = pattern.matcher(content);
            while (secret.find()) {
                found.add(secret.group(1));
            }
        }
        Matcher key = PRIVATE_KEY.matcher(content);
        while (key.find()) {
            key.group(1).lines().filter(line -> line.length() > 20).forEach(found::add);
        }
        return found;
    }

    private static void assertNoneIn(String command) {
        assertThat(linesWithSecrets(command)).as(command).isZero();
    }

    private static long linesWithSecretsIn(String text) {
        return secrets.stream().filter(text::contains).count();
    }

    /** Lines of a command's output, which there must be, in which a secret stands. */
    private static long linesWithSecrets(String command) {
        String search = "set -o pipefail; (%s) | { grep --text --count --fixed-strings --file=%s || [ $? = 1 ]; }"
                .formatted(command, patterns);
        return Long.parseLong(Docker.run(Map.of(), LIMIT, List.of("bash", "-c", search))
                .expect(0)
                .out()
                .strip());
    }
}
