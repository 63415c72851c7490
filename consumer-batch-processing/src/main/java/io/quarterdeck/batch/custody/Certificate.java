package io.quarterdeck.batch.custody;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An audit in which all agreed, signed, and tied to the one before: a row of {@code governance.certificate}, and as JSON an
 * exported one.
 *
 * @param id counts from 1
 * @param body JSON; see {@link Body}
 * @param prevHash hash of the certificate before; {@link #FIRST} in the first
 * @param hash SHA-256 of {@code prevHash} followed by {@code body}, 64 hexadecimal digits
 * @param signature of {@code hash}, base64
 * @param publicKey that verifies it, X.509 in base64
 */
record Certificate(long id, String body, String prevHash, String hash, String signature, String publicKey) {

    static final String FIRST = "0".repeat(64);

    static Certificate sign(long id, String body, String prevHash, SigningKey key) {
        String hash = hash(prevHash, body);
        return new Certificate(id, body, prevHash, hash, key.sign(hash), key.publicKey());
    }

    static String hash(String prevHash, String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest((prevHash + body).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }

    /**
     * What is wrong with it by itself, if anything is.
     *
     * @param trusted the public key that it must be signed with; empty: whatever it says
     */
    Optional<String> flaw(Optional<String> trusted) {
        if (!hash.equals(hash(prevHash, body))) {
            return Optional.of("its hash is not that of its body: the body or the hash was changed");
        }
        if (!SigningKey.verifies(publicKey, hash, signature)) {
            return Optional.of("its signature is not that of its hash");
        }
        if (trusted.isPresent() && !trusted.get().equals(publicKey)) {
            return Optional.of("it is signed with another key than the given one");
        }
        return Optional.empty();
    }
}
