package io.quarterdeck.localstack;

import io.quarterdeck.infra.secrets.DashboardUsers;
import io.quarterdeck.infra.secrets.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder that holds everything of one embedded stack: {@code .quarterdeck/} beside the script, or what
 * {@code QUARTERDECK_HOME} says. Deleting it while the stack is down is a fresh start.
 */
public record StackHome(Path folder) {

    static final String VARIABLE = "QUARTERDECK_HOME";

    private static final long LEAST_FREE_BYTES = 1L << 30;

    public StackHome {
        folder = folder.toAbsolutePath().normalize();
    }

    /** @throws IOException when the folder cannot be made or written to; it says what to do */
    public void create() throws IOException {
        try {
            Folders.createPrivate(folder);
            Files.createDirectories(logs());
        } catch (IOException e) {
            throw new IOException(
                    "cannot make the folder " + folder + " (" + e + "); make it writable, or name another in "
                            + VARIABLE,
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(folder + " is not writable; make it so, or name another folder in " + VARIABLE);
        }
    }

    /** @throws IOException when the disk is so full that PostgreSQL or Kafka would soon fail */
    void requireSpace() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new IOException(
                    "only %d MiB are free on the disk of %s; make room (a demo takes about 2 GiB), or name a folder on another disk in %s"
                            .formatted(free >> 20, folder, VARIABLE));
        }
    }

    /** Which processes run; written by the supervisor alone. */
    Path stateFile() {
        return folder.resolve("stack.json");
    }

    /** How to reach the stack, for programs. */
    Path connectionFile() {
        return folder.resolve("connection.json");
    }

    /** The same for shells: {@code source} it. */
    Path connectionEnv() {
        return folder.resolve("connection.env");
    }

    /** Held by the supervisor as long as it runs. */
    Path lockFile() {
        return folder.resolve("lock");
    }

    /** Times of the last demo. */
    Path demoFile() {
        return folder.resolve("demo.json");
    }

    Path logs() {
        return folder.resolve("logs");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** One file per PostgreSQL role. */
    public Path secrets() {
        return folder.resolve("secrets");
    }

    Path passwordFile(String role) {
        return secrets().resolve(role + ".password");
    }

    /** Who may log in to the dashboard; hashes, no passwords. */
    Path dashboardUsers() {
        return secrets().resolve(DashboardUsers.FILE);
    }

    /** Makes the dashboard's users unless they are there, and tells the passwords made. */
    Map<String, String> makeDashboardUsers() throws IOException {
        create();
        Secrets.in(secrets());
        return DashboardUsers.in(dashboardUsers()).make();
    }

    Path postgresData() {
        return folder.resolve("postgres");
    }

    Path kafka() {
        return folder.resolve("kafka");
    }

    Path lakeWarehouse() {
        return folder.resolve("lake");
    }

    /** Where the streaming query keeps its progress; the lake and this belong together. */
    Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    Path sample() {
        return folder.resolve("sample").resolve("sample.csv");
    }
}
