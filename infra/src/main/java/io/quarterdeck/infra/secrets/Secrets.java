package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The folder of password files, one per role: {@code <role>.password}, readable by their owner alone. A file that is
 * there is never changed.
 */
public final class Secrets {

    /** 32 bytes of chance are 43 characters of URL-safe base 64. */
    private static final int PASSWORD_BYTES = 32;

    private static final SecureRandom CHANCE = new SecureRandom();

    private final Path folder;

    private Secrets(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder, made for its owner alone if it is missing.
     *
     * @throws IOException when it cannot be made, naming it
     */
    public static Secrets in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new Secrets(folder);
    }

    /** Where the role's password lies or will lie. */
    public Path file(String role) {
        return folder.resolve(role + ".password");
    }

    /**
     * The role's password; generated and written first if there is none.
     *
     * @throws IOException when the file can be neither read nor written, or is empty
     */
    public String password(String role) throws IOException {
        Path file = file(role);
        if (!Files.exists(file)) {
            write(file, generate());
        }
        String password = Files.readString(file).strip();
        if (password.isEmpty()) {
            throw new IOException(file + " is empty; remove it to have a password generated");
        }
        return password;
    }

    /** A new password. */
    static String generate() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        CHANCE.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The mode is the file's from its first moment; a second bootstrap at the same time fails here and changes nothing. */
    private static void write(Path file, String password) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            channel.write(ByteBuffer.wrap((password + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
