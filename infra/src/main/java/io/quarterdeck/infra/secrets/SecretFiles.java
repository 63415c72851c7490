package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Small text files below one folder, named by their path in it, each of mode 0640 and the group of its folder. A file is
 * there whole or not at all, whenever we are killed, and one that is right already is not written again.
 */
final class SecretFiles {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    /** What a killed run leaves of a file that it had not finished: {@code .<name>.new}. */
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final Consumer<String> written;

    /** @param written is told the name of each file that was written */
    SecretFiles(Path folder, Consumer<String> written) {
        this.folder = folder;
        this.written = written;
    }

    /** The file's text, unless there is no such file. */
    Optional<String> text(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Makes the file hold the text. */
    void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        if (text(name).filter(text::equals).isEmpty()) {
            replace(file, text);
            written.accept(name);
        } else if (!Files.getPosixFilePermissions(file).equals(MODE)) {
            Files.setPosixFilePermissions(file, MODE);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        makeFolder(file.getParent());
        Path unfinished = file.resolveSibling("." + file.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        try (var channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(MODE))) {
            Files.setPosixFilePermissions(unfinished, MODE); // whatever the umask made of it
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        }
    }

    /** Removes what killed runs have left. */
    void sweep() throws IOException {
        List<Path> leftovers;
        try (Stream<Path> files = Files.walk(folder)) {
            leftovers = files.filter(SecretFiles::isUnfinished).toList();
        }
        for (Path leftover : leftovers) {
            Files.delete(leftover);
        }
    }

    private static boolean isUnfinished(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(UNFINISHED) && Files.isRegularFile(file);
    }

    /** Something to do with the files. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does the work once nobody else who names this lock is at work on these files. */
    <T> T exclusively(String lock, Work<T> work) throws IOException {
        Path file = folder.resolve(lock);
        makeFolder(file.getParent());
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // ends with the channel
            return work.run();
        }
    }

    /** Where the file lies or will lie. */
    Path path(String name) {
        return folder.resolve(name);
    }
}
