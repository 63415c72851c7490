package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;

/**
 * The key pair (Ed25519) that signs certificates of custody: one file of PEM with both halves, for the quarterly job alone,
 * and beside it, named {@code .pub}, the public half for everybody.
 */
public final class CertificateKey {

    private static final String PUBLIC = "-----BEGIN PUBLIC KEY-----";

    private CertificateKey() {}

    /**
     * Makes the pair unless there is one, and the public file if it is missing.
     *
     * @throws IOException when a file can be neither read nor written, or holds no such pair, naming it
     */
    public static void make(Path file) throws IOException {
        if (!Files.exists(file)) {
            write(file, newPair(), "rw-------");
        }
        Path publicFile = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.key$", "") + ".pub");
        if (!Files.exists(publicFile)) {
            write(publicFile, publicHalf(file, Files.readString(file)), "rw-r--r--");
        }
    }

    /** A new pair, as the file holds it. */
    static String newPair() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                    + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has had Ed25519 since version 15", e);
        }
    }

    /** @param pair the text of {@code file} */
    static String publicHalf(Path file, String pair) throws IOException {
        int start = pair.indexOf(PUBLIC);
        if (start < 0) {
            throw new IOException(
                    file + " holds no key pair; remove it to have a new one, which earlier certificates do not know");
        }
        return pair.substring(start);
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                .formatted(what, Base64.getEncoder().encodeToString(encoded));
    }

    private static void write(Path file, String text, String mode) throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
