package io.quarterdeck.dashboard.pulse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks certificates against the public key of this installation, which is read from its file each time it is needed. */
public final class Signatures {

    private static final String ALGORITHM = "Ed25519";
    private static final String FIRST = "0".repeat(64);
    private static final int MOST_KNOWN = 1000;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    /** What came of the check. */
    public enum Verdict {
        VALID,
        INVALID,
        /** There is no key to check it with. */
        UNCHECKED
    }

    private final Path publicKey;
    private final Map<PostgresLook.Certificate, Verdict> known = new ConcurrentHashMap<>();
    private volatile String keyOfKnown = "";

    /** @param publicKey file with the key, PEM; null if there is none */
    public Signatures(Path publicKey) {
        this.publicKey = publicKey;
    }

    /** Whether hash, signature and key are right, and it follows the one before. */
    public Verdict check(PostgresLook.Certificate certificate) {
        Optional<String> key = key();
        if (key.isEmpty()) {
            return Verdict.UNCHECKED;
        }
        if (!key.get().equals(keyOfKnown) || known.size() > MOST_KNOWN) {
            known.clear();
            keyOfKnown = key.get();
        }
        return known.computeIfAbsent(certificate, one -> check(one, key.get()));
    }

    private static Verdict check(PostgresLook.Certificate certificate, String key) {
        boolean follows = certificate
                .prevHash()
                .equals(certificate.hashBefore() == null && certificate.id() == 1 ? FIRST : certificate.hashBefore());
        boolean whole = certificate.hash().equals(sha256(certificate.prevHash() + certificate.body()));
        boolean ours = certificate.publicKey().equals(key);
        return follows && whole && ours && verifies(key, certificate.hash(), certificate.signature())
                ? Verdict.VALID
                : Verdict.INVALID;
    }

    private Optional<String> key() {
        if (publicKey == null) {
            return Optional.empty();
        }
        try {
            Matcher pem = PEM.matcher(Files.readString(publicKey));
            return pem.find() ? Optional.of(pem.group(1).replaceAll("\\s", "")) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is made at the first start; until then nothing can be checked
        }
    }

    private static boolean verifies(String key, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }
}
