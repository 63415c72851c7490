package io.quarterdeck.dashboard.access;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Lines of a users file, made as its description says. */
public final class UserLines {

    private UserLines() {}

    /** Few iterations, so that tests do not wait; the line says how many. */
    public static String line(String name, String role, String password) {
        byte[] salt =
                ("salt of " + name + "........").substring(0, 16).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 1000, 256))
                    .getEncoded();
            var base64 = Base64.getEncoder();
            return name + ":" + role + ":pbkdf2-sha256$1000$" + base64.encodeToString(salt) + "$"
                    + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
