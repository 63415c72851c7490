package io.quarterdeck.dashboard.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password's hash, written {@code pbkdf2-sha256$iterations$salt$hash}, both in base64. */
public final class PasswordHash {

    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256\\$(\\d{4,8})\\$([A-Za-z0-9+/]{16,}={0,2})\\$([A-Za-z0-9+/]{43}=)");

    /** Fits no password that anybody has, and takes as long to check as the others. */
    static final PasswordHash OF_NOBODY = new PasswordHash(600_000, new byte[16], new byte[32]);

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** @throws IllegalArgumentException when the text is no such hash; the message does not quote it */
    static PasswordHash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("the hash is not of the form pbkdf2-sha256$iterations$salt$hash");
        }
        return new PasswordHash(
                Integer.parseInt(form.group(1)),
                Base64.getDecoder().decode(form.group(2)),
                Base64.getDecoder().decode(form.group(3)));
    }

    /** In a time that does not tell how much of it is right. */
    boolean fits(String password) {
        return MessageDigest.isEqual(hash, derive(password));
    }

    private byte[] derive(String password) {
        var key = new PBEKeySpec(password.toCharArray(), salt, iterations, 8 * hash.length);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot compute PBKDF2", e);
        } finally {
            key.clearPassword();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt)
                && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "pbkdf2-sha256";
    }
}
