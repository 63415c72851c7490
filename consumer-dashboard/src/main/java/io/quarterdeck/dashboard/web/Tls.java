package io.quarterdeck.dashboard.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS from two PEM files: the chain of certificates, and the key (PKCS#8, EC or RSA). */
public final class Tls {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Tls() {}

    /** @throws IOException when a file cannot be read or does not hold what it should, naming it */
    public static SslContextFactory.Server context(Path certificate, Path key) throws IOException {
        try {
            Certificate[] chain;
            try (var in = new ByteArrayInputStream(Files.readAllBytes(certificate))) {
                chain = CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .toArray(Certificate[]::new);
            }
            if (chain.length == 0) {
                throw new IOException("--tls-certificate: " + certificate + " holds no certificate");
            }
            char[] password = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("dashboard", privateKey(key), password, chain);
            var context = new SslContextFactory.Server();
            context.setKeyStore(store);
            context.setKeyStorePassword("");
            context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "--tls-certificate, --tls-key: " + certificate + ", " + key + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(file));
        if (!pem.find()) {
            throw new IOException("--tls-key: " + file + " holds no PRIVATE KEY in PKCS#8");
        }
        var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                continue; // of the other algorithm
            }
        }
        throw new IOException("--tls-key: " + file + " is neither an EC nor an RSA key");
    }
}
