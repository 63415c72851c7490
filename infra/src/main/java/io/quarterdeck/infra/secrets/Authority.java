package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * The authority that signs this installation's certificates and no others: a key (EC P-256) and a certificate of its own.
 * Its certificate is renewed with the same key, so that certificates signed before stay good. Times are those of the clock.
 */
final class Authority {

    private static final X500Name NAME = new X500Name("CN=Quarterdeck authority");
    private static final Duration LIFE = Duration.ofDays(3652); // ten years
    private static final Duration LIFE_OF_ISSUED = Duration.ofDays(365);

    /** A certificate that ends sooner is made anew. */
    private static final Duration LEAST_LEFT = Duration.ofDays(30);

    /** Clocks differ. */
    private static final Duration BEFORE_NOW = Duration.ofMinutes(5);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final SecureRandom CHANCE = new SecureRandom();

    private final KeyPair keys;
    private final String certificate;
    private final Clock clock;

    private Authority(KeyPair keys, String certificate, Clock clock) {
        this.keys = keys;
        this.certificate = certificate;
        this.clock = clock;
    }

    /** A certificate and its key (PKCS#8), both in PEM. */
    record Issued(String key, String certificate) {}

    /** The keys of an authority cannot be read. */
    static final class BadKeys extends Exception {
        BadKeys(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** A new key pair for an authority, in PEM: the private key (PKCS#8), then the public one. */
    static String newKeys() throws IOException {
        KeyPair keys = keyPair();
        return pem(new JcaPKCS8Generator(keys.getPrivate(), null)) + pem(keys.getPublic());
    }

    /**
     * The authority with these keys.
     *
     * @param keys as {@link #newKeys} made them
     * @param certificate its certificate in PEM, if it has one; a new one is made unless this is right
     * @throws BadKeys when these are none
     */
    static Authority of(String keys, Optional<String> certificate, Clock clock) throws IOException, BadKeys {
        KeyPair pair;
        try {
            pair = new KeyPair(publicKey(keys), privateKey(keys));
        } catch (IOException | RuntimeException e) {
            throw new BadKeys(e);
        }
        var authority = new Authority(pair, certificate.orElse(""), clock);
        return authority.isRight() ? authority : new Authority(pair, authority.selfSigned(), clock);
    }

    /** The authority's certificate, in PEM. */
    String certificate() {
        return certificate;
    }

    /** A new key with a certificate for it. */
    Issued issue(Identity identity) throws IOException {
        KeyPair issued = keyPair();
        try {
            var builder = builder(identity.subject(), issued.getPublic(), LIFE_OF_ISSUED)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, identity.usage())
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(keys.getPublic()));
            if (identity.hosts().getNames().length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, identity.hosts());
            }
            return new Issued(pem(new JcaPKCS8Generator(issued.getPrivate(), null)), signed(builder));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot sign a certificate for " + identity, e);
        }
    }

    /** Whether the text holds a key and a certificate for it, signed by this authority, as {@link #issue} makes them today. */
    boolean hasIssued(Identity identity, String keyAndCertificate) {
        try {
            X509CertificateHolder found = find(keyAndCertificate, X509CertificateHolder.class);
            var hosts = GeneralNames.fromExtensions(found.getExtensions(), Extension.subjectAlternativeName);
            return lasts(found)
                    && signedByUs(found)
                    && found.getSubject().equals(identity.subject())
                    && identity.usage()
                            .equals(found.getExtension(Extension.extendedKeyUsage)
                                    .getParsedValue())
                    && (hosts == null ? identity.hosts().getNames().length == 0 : hosts.equals(identity.hosts()))
                    && belongTogether(
                            privateKey(keyAndCertificate),
                            new JcaPEMKeyConverter().getPublicKey(found.getSubjectPublicKeyInfo()));
        } catch (IOException | GeneralSecurityException | RuntimeException e) { // damaged files fail in many ways
            return false;
        }
    }

    private boolean isRight() {
        try {
            X509CertificateHolder found = find(certificate, X509CertificateHolder.class);
            return lasts(found) && signedByUs(found) && pem(found).equals(certificate);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private String selfSigned() throws IOException {
        try {
            return signed(builder(NAME, keys.getPublic(), LIFE)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot sign the authority's certificate", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey key, Duration life)
            throws IOException, GeneralSecurityException {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                        NAME,
                        new BigInteger(127, CHANCE).setBit(126), // positive, and never the same twice
                        Date.from(now.minus(BEFORE_NOW)),
                        Date.from(now.plus(life)),
                        subject,
                        key)
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    }

    private String signed(X509v3CertificateBuilder certificate) throws IOException {
        try {
            return pem(certificate.build(new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new IOException("cannot sign a certificate", e);
        }
    }

    private boolean lasts(X509CertificateHolder found) {
        return found.isValidOn(Date.from(clock.instant()))
                && found.isValidOn(Date.from(clock.instant().plus(LEAST_LEFT)));
    }

    private boolean signedByUs(X509CertificateHolder found) {
        try {
            return found.isSignatureValid(new JcaContentVerifierProviderBuilder().build(keys.getPublic()));
        } catch (CertException | OperatorCreationException e) {
            return false;
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey published) throws GeneralSecurityException {
        byte[] text = "what one signs, the other verifies".getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(SIGNATURE);
        signing.initSign(key);
        signing.update(text);
        Signature verifying = Signature.getInstance(SIGNATURE);
        verifying.initVerify(published);
        verifying.update(text);
        return verifying.verify(signing.sign());
    }

    private static KeyPair keyPair() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a key", e);
        }
    }

    private static PrivateKey privateKey(String pem) throws IOException {
        return new JcaPEMKeyConverter().getPrivateKey(find(pem, PrivateKeyInfo.class));
    }

    private static PublicKey publicKey(String pem) throws IOException {
        return new JcaPEMKeyConverter().getPublicKey(find(pem, SubjectPublicKeyInfo.class));
    }

    /** The first of its kind in the text. */
    private static <T> T find(String pem, Class<T> kind) throws IOException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (kind.isInstance(found)) {
                    return kind.cast(found);
                }
            }
        }
        throw new IOException("no " + kind.getSimpleName() + " in it");
    }

    private static String pem(Object content) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        return text.toString();
    }
}
