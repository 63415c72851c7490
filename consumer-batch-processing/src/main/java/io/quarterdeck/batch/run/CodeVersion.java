package io.quarterdeck.batch.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which code is at work. */
public final class CodeVersion {

    private CodeVersion() {}

    /** Version of the jar and the first half of its SHA-256, which a build of the same sources gives again. */
    public static String current() {
        String version = CodeVersion.class.getPackage().getImplementationVersion();
        Path jar = jar();
        return Files.isRegularFile(jar) ? version + " sha256:" + sha256(jar).substring(0, 32) : "unpackaged";
    }

    /** The jar that holds this code; a folder where it is not packaged. */
    public static Path jar() {
        try {
            return Path.of(CodeVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }
}
