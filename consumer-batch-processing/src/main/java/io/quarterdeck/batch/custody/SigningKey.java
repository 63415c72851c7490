package io.quarterdeck.batch.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key pair (Ed25519) that signs certificates; bootstrap makes its file. */
final class SigningKey {

    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final String publicKey;

    private SigningKey(PrivateKey privateKey, String publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** @throws IOException when the file does not hold both halves, naming it */
    static SigningKey read(Path file) throws IOException {
        try {
            String pem = text(file);
            byte[] encoded = Base64.getDecoder().decode(part(file, pem, "PRIVATE KEY"));
            return new SigningKey(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    part(file, pem, "PUBLIC KEY"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("--certificate-key: " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** The public half that a file holds, X.509 in base64. */
    static String readPublic(Path file) throws IOException {
        return part(file, text(file), "PUBLIC KEY");
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IOException("cannot read the key " + file + ": " + e, e);
        }
    }

    private static String part(Path file, String pem, String name) throws IOException {
        Matcher part = Pattern.compile("-----BEGIN " + name + "-----\\s+([A-Za-z0-9+/=\\s]+)-----END " + name + "-----")
                .matcher(pem);
        if (!part.find()) {
            throw new IOException(file + " holds no " + name + "; bootstrap makes it");
        }
        return part.group(1).replaceAll("\\s", "");
    }

    /** X.509 in base64. */
    String publicKey() {
        return publicKey;
    }

    /** In base64. */
    String sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /** Whether the signature is that of the text, made with the private half of the key; a malformed one is not. */
    static boolean verifies(String publicKey, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
