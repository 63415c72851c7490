package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Who may log in to the dashboard: a file with one line for each, {@code name:role:hash}, which only its owner can read. It
 * holds hashes; a password is shown once, to who asked for it, and kept nowhere.
 */
public final class DashboardUsers {

    /** The file's name, wherever it lies. */
    public static final String FILE = "dashboard.users";

    /** Who there is, with the role of the same name. */
    public static final List<String> NAMES = List.of("viewer", "operator");

    /** The file while nobody has a password. */
    static final String NOBODY = "# Users of the dashboard, one a line: name:role:hash. Written by Quarterdeck.\n";

    /** As OWASP advises for PBKDF2 with HMAC-SHA-256. */
    private static final int ROUNDS = 600_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    /** 20 letters of 32 are 100 bits; none of them can be taken for another. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_LETTERS = 20;
    private static final int GROUP = 5;

    private static final SecureRandom CHANCE = new SecureRandom();

    private final Path file;

    private DashboardUsers(Path file) {
        this.file = file;
    }

    /** The users in the file, which need not be there yet; its folder must be. */
    public static DashboardUsers in(Path file) {
        return new DashboardUsers(file);
    }

    /**
     * Makes the users {@link #NAMES} if there is no file, and changes none that is there.
     *
     * @return the passwords that were made, by name; this is the one time to show them
     */
    public Map<String, String> make() throws IOException {
        var made = new LinkedHashMap<String, String>();
        if (!Files.exists(file)) {
            String text = NOBODY;
            for (String name : NAMES) {
                String password = newPassword();
                text = with(text, name, password);
                made.put(name, password);
            }
            write(text);
        }
        return made;
    }

    /**
     * Gives a user a new password; sessions of before stay.
     *
     * @return the password; this is the one time to show it
     * @throws IOException when there is no such user, naming those there are, or the file can be neither read nor written
     */
    public String reset(String name) throws IOException {
        String password = newPassword();
        write(with(Files.exists(file) ? Files.readString(file) : NOBODY, name, password));
        return password;
    }

    /** The text of the file with another password for one of its users, or for one of {@link #NAMES} that is not in it yet. */
    static String with(String users, String name, String password) throws IOException {
        var lines = new ArrayList<String>();
        boolean found = false;
        for (String line : users.lines().toList()) {
            String[] parts = line.split(":", 3);
            if (!line.startsWith("#") && parts.length == 3 && parts[0].equals(name)) {
                lines.add(parts[0] + ":" + parts[1] + ":" + hash(password));
                found = true;
            } else {
                lines.add(line);
            }
        }
        if (!found && NAMES.contains(name)) {
            lines.add(name + ":" + name + ":" + hash(password));
        } else if (!found) {
            throw new IOException("the dashboard has no user '" + name + "'; it has " + String.join(", ", NAMES));
        }
        return String.join("\n", lines) + "\n";
    }

    /** {@code pbkdf2-sha256$600000$<salt>$<hash>}, both in base 64. */
    private static String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        CHANCE.nextBytes(salt);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS))
                    .getEncoded();
            var base64 = Base64.getEncoder();
            return "pbkdf2-sha256$%d$%s$%s".formatted(ROUNDS, base64.encodeToString(salt), base64.encodeToString(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Such as {@code k7mpx-3qwna-hhf8s-2vzt9}: for people, who may have to type it. */
    static String newPassword() {
        var password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LETTERS; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(LETTERS.charAt(CHANCE.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /** The file is there whole or not at all, and nobody else's from its first moment. */
    private void write(String text) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (var channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
