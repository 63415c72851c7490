package io.quarterdeck.localstack.prove;

import io.quarterdeck.localstack.LinuxTools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that can be filled to the last byte: a file system of its own in memory, where root may mount one. */
final class SmallDisk {

    private static final int CHUNK = 1 << 20;

    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    /** Where it cannot be mounted this is a plain folder, which is never filled. */
    static SmallDisk at(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        boolean mounted = LinuxTools.isRoot()
                && ran("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + megabytes + "m", "tmpfs", folder.toString());
        return new SmallDisk(folder, mounted);
    }

    /** Takes away all that is mounted at or below the folder, with what it holds. */
    static void unmountAll(Path folder) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String mountPoint = line.split(" ")[1];
            if (Path.of(mountPoint).startsWith(folder) && !ran("umount", mountPoint)) {
                throw new IOException("cannot unmount " + mountPoint + "; do it by hand: umount " + mountPoint);
            }
        }
    }

    Path folder() {
        return folder;
    }

    boolean canBeFilled() {
        return mounted;
    }

    /** Leaves not a byte. */
    void fill() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        ran("fallocate", "-l", Long.toString(free), ballast().toString()); // fast; what is left is written
        byte[] zeros = new byte[CHUNK];
        for (int size = CHUNK; size > 0; size /= 16) {
            try (OutputStream ballast =
                    Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    ballast.write(zeros, 0, size);
                }
            } catch (IOException e) {
                if (Files.getFileStore(folder).getUsableSpace() >= CHUNK) {
                    throw e;
                }
            }
        }
    }

    /** As before {@link #fill}. */
    void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static boolean ran(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
