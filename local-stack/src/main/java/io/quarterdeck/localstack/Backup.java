package io.quarterdeck.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A copy of everything that a stopped stack is, in a folder of its own: {@code home/} with the files as they were,
 * {@code backup.json} that tells of what it is, and {@code SHA256SUMS} of all of these, which {@code sha256sum -c} checks,
 * too. The folder appears under its name when it is complete.
 */
final class Backup {

    private static final String CONTENT = "home";
    private static final String DESCRIPTION = "backup.json";
    private static final String SUMS = "SHA256SUMS";
    private static final int FORMAT = 1;

    /** What of a home is of one run alone. */
    private static final Set<String> LEFT_OUT = Set.of("lock", "stack.json", "logs");

    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(5);
    private static final int BUFFER = 1 << 17;

    /**
     * @param home the folder that was copied: the lake's tables name their files by it
     * @param folders all in it, for some ways to copy a backup lose those that are empty
     */
    record Description(int format, String home, String madeAt, long bytes, List<String> folders) {}

    private final Path folder;
    private final Narrator narrator;

    Backup(Path folder, Narrator narrator) {
        this.folder = folder.toAbsolutePath().normalize();
        this.narrator = narrator;
    }

    /** @throws IOException when the backup cannot be made here, before anything is stopped for it */
    void requireNew(StackHome home) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " exists; name a folder that does not");
        }
        if (folder.startsWith(home.folder())) {
            throw new IOException(folder + " lies in what is to be copied; name a folder elsewhere");
        }
        if (!Files.exists(home.postgresData())) {
            throw new IOException("there is no stack in " + home.folder());
        }
    }

    /** Copies a home of which nothing runs; {@link #complete} must follow, and may while it runs again. */
    void copyFrom(StackHome home) throws IOException {
        Path unfinished = unfinished(folder);
        Folders.delete(unfinished);
        Folders.createPrivate(unfinished);
        Tree tree = Tree.of(home.folder());
        long free = Files.getFileStore(unfinished).getUsableSpace();
        if (tree.bytes > free) {
            throw new IOException("%d MiB are to be copied, and only %d MiB are free on the disk of %s"
                    .formatted(tree.bytes >> 20, free >> 20, folder));
        }
        try {
            copy(tree, unfinished.resolve(CONTENT));
        } catch (IOException e) { // such as a full disk, which the stack needs, too
            Folders.delete(unfinished);
            throw e;
        }
    }

    /** Computes the sums of what was copied and gives the backup its name. */
    void complete(StackHome home) throws IOException, InterruptedException {
        Path unfinished = unfinished(folder);
        Tree tree = Tree.of(unfinished.resolve(CONTENT));
        Json.write(
                unfinished.resolve(DESCRIPTION),
                new Description(FORMAT, home.folder().toString(), Instant.now().toString(), tree.bytes, tree.folders));
        var sums = new StringBuilder();
        sums(unfinished)
                .forEach((file, sum) ->
                        sums.append(sum).append("  ").append(file).append('\n'));
        Json.replace(unfinished.resolve(SUMS), sums.toString());
        writeThrough();
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Puts the home back where it was. It appears there when it is complete, so whatever ends this before, it can be done
     * again.
     *
     * @throws IOException when the backup is not what it was when it was made, or there is something in the home
     */
    void restoreTo(StackHome home) throws IOException, InterruptedException {
        requireEmpty(home.folder());
        if (!Files.exists(folder.resolve(DESCRIPTION)) || !Files.exists(folder.resolve(SUMS))) {
            throw new IOException(folder + " is no backup: it has no " + DESCRIPTION + " and " + SUMS);
        }
        var description = Json.read(folder.resolve(DESCRIPTION), Description.class);
        if (description.format() != FORMAT) {
            throw new IOException(
                    "%s has the format %d, and this version reads %d".formatted(folder, description.format(), FORMAT));
        }
        if (!description.home().equals(home.folder().toString())) {
            throw new IOException(
                    "%s is of %s, and the lake's tables name their files by that folder; restore it there: %s=%s"
                            .formatted(folder, description.home(), StackHome.VARIABLE, description.home()));
        }
        narrator.say("Verifying the backup of " + description.madeAt());
        verify();

        Path unfinished = unfinished(home.folder());
        Folders.delete(unfinished);
        Folders.createPrivate(unfinished);
        for (String each : description.folders()) {
            Folders.createPrivate(unfinished.resolve(each));
        }
        copy(Tree.of(folder.resolve(CONTENT)), unfinished);
        writeThrough();
        requireEmpty(home.folder()); // nobody has made one meanwhile
        Files.move(unfinished, home.folder(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** @throws IOException when a file is missing, differs or was added; it names the first few */
    private void verify() throws IOException {
        var expected = new TreeMap<String, String>();
        for (String line : Files.readAllLines(folder.resolve(SUMS))) {
            String[] sumAndFile = line.split("  ", 2);
            expected.put(sumAndFile[sumAndFile.length - 1], sumAndFile[0]);
        }
        Map<String, String> found = sums(folder);
        var files = new TreeSet<>(expected.keySet());
        files.addAll(found.keySet());
        List<String> wrong = files.stream()
                .filter(file -> !found.getOrDefault(file, "missing").equals(expected.get(file)))
                .toList();
        if (!wrong.isEmpty()) {
            throw new IOException(
                    "%s is damaged: %d files are missing, changed or added, such as %s; nothing was restored"
                            .formatted(
                                    folder,
                                    wrong.size(),
                                    wrong.stream().limit(3).toList()));
        }
    }

    /** Of each file but that of the sums itself, by its name within the backup. */
    private static Map<String, String> sums(Path backup) throws IOException {
        try {
            return Tree.of(backup).files.parallelStream()
                    .filter(file -> !file.equals(SUMS))
                    .collect(Collectors.toMap(
                            file -> file, file -> sha256(backup.resolve(file)), (one, other) -> one, TreeMap::new));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String sha256(Path file) {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                // read for its digest
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** With modes and times: PostgreSQL starts only in a folder that is its own. */
    private void copy(Tree tree, Path to) throws IOException {
        Folders.createPrivate(to);
        for (String each : tree.folders) {
            Path made = to.resolve(each);
            Folders.createPrivate(made);
            Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(tree.root.resolve(each)));
        }
        var lastNews = Instant.now();
        long copied = 0;
        for (String file : tree.files) {
            try {
                Files.copy(
                        tree.root.resolve(file),
                        to.resolve(file),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                // A maintain that still runs removes files of the lake that the catalog, which stands still, has
                // forgotten.
                if (!file.startsWith("lake/")) {
                    throw e;
                }
                continue;
            }
            copied += Files.size(to.resolve(file));
            if (Duration.between(lastNews, Instant.now()).compareTo(BETWEEN_NEWS) > 0) {
                narrator.say("  copied %d of %d MiB".formatted(copied >> 20, tree.bytes >> 20));
                lastNews = Instant.now();
            }
        }
    }

    private static void requireEmpty(Path home) throws IOException {
        if (!Files.exists(home)) {
            return;
        }
        try (Stream<Path> entries = Files.list(home)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(
                        home + " is not empty; a backup is restored only where nothing is. Move it away first");
            }
        }
    }

    private static Path unfinished(Path complete) {
        return complete.resolveSibling(complete.getFileName() + ".unfinished");
    }

    /** A name must not outlive, in a power failure, what it stands for. */
    private static void writeThrough() throws IOException, InterruptedException {
        if (new ProcessBuilder("sync").inheritIO().start().waitFor() != 0) {
            throw new IOException("sync failed: what was copied may not be on the disk");
        }
    }

    /** What lies in a folder, by names relative to it, folders before what is in them. */
    private record Tree(Path root, List<String> folders, List<String> files, long bytes) {

        static Tree of(Path root) throws IOException {
            var folders = new ArrayList<String>();
            var files = new TreeMap<String, Long>();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (folder.equals(root)) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (leftOut(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    folders.add(root.relativize(folder).toString());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!leftOut(file)) {
                        files.put(root.relativize(file).toString(), attributes.size());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) { // gone since its folder was listed
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                private boolean leftOut(Path path) {
                    return LEFT_OUT.contains(root.relativize(path).toString());
                }
            });
            long bytes = files.values().stream().mapToLong(Long::longValue).sum();
            return new Tree(root, folders, List.copyOf(files.keySet()), bytes);
        }
    }
}
