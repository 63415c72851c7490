package io.quarterdeck.systemtests.compose;

import io.quarterdeck.systemtests.Program.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stack's secrets: its service that makes them, and the volumes in which they lie. */
final class Secrets {

    /** One volume each. */
    static final List<String> READERS = List.of(
            "authority",
            "kafka",
            "postgres",
            "bootstrap",
            "producer",
            "data-storage",
            "stream-storage",
            "batch",
            "dashboard",
            "trading-bot",
            "spark",
            "clients");

    private final ComposeStack stack;
    private final Path folder;
    private final Path authority;

    /** @param folder for copies */
    Secrets(ComposeStack stack, Path folder) {
        this.stack = stack;
        this.folder = folder;
        authority = folder.resolve("ca.crt");
    }

    /** Runs {@code secrets} with arguments, as the documentation says. */
    Result run(String... arguments) {
        var command = new ArrayList<>(List.of("run", "--rm", "-T", "secrets"));
        command.addAll(List.of(arguments));
        return stack.compose(command.toArray(String[]::new)).expect(0);
    }

    /** The text of a file in the volume of a reader. */
    String file(String reader, String file) {
        try {
            Path copy = Files.createTempDirectory(folder, "secret").resolve("copy");
            Docker.ask("cp", stack.container("secrets").id() + ":/secrets/" + reader + "/" + file, copy.toString());
            return Files.readString(copy).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a role of PostgreSQL's. */
    String password(String role) {
        return file("bootstrap", "roles/" + role + ".password");
    }

    /** A file with the authority's certificate, as {@code secrets show ca} gives it. */
    Path authority() throws IOException {
        return Files.exists(authority)
                ? authority
                : Files.writeString(authority, run("show", "ca").out());
    }

    /** When the stack is removed: the next one has another authority. */
    void forgetAuthority() throws IOException {
        Files.deleteIfExists(authority);
    }

    /** Output of a shell command that sees the volume of one reader, nothing else and nobody. */
    String inVolume(String reader, String command) {
        return Docker.ask(
                "run",
                "--rm",
                "--network=none",
                "--user=10001:10001",
                mount(reader),
                "--entrypoint=bash",
                stack.container("postgres").image(),
                "-c",
                command);
    }

    /** Docker's option that shows a container the volume of a reader, under {@code /secrets}. */
    static String mount(String reader) {
        return "--volume=" + ComposeStack.PROJECT + "_secrets-" + reader + ":/secrets:ro";
    }
}
