package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** A server with our files and a client that checks it, as the JDK does: chain, times, host name. Kafka reads the files. */
final class Tls {

    private Tls() {}

    static void handshake(Path root, String server) throws Exception {
        handshake(root, server, server);
    }

    /** @param name under which the client believes to have reached the server */
    static void handshake(Path root, String server, String name) throws Exception {
        Path pem = root.resolve("kafka/kafka.pem");
        if (!server.equals("kafka")) {
            pem = Files.createTempFile("server", ".pem");
            Files.writeString(
                    pem,
                    Files.readString(root.resolve(server + "/server.key"))
                            + Files.readString(root.resolve(server + "/server.crt")));
        }
        handshake(pem, root.resolve("clients/ca.crt"), name);
    }

    static void handshake(Path keyAndCertificate, Path authority, String name) throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        try (var listening = serverContext(keyAndCertificate)
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, loopback);
                var plain = new Socket(loopback, listening.getLocalPort());
                var client = (SSLSocket) clientContext(authority)
                        .getSocketFactory()
                        .createSocket(plain, name, listening.getLocalPort(), true)) {
            var answered = CompletableFuture.runAsync(() -> {
                try (var connection = (SSLSocket) listening.accept()) {
                    connection.startHandshake();
                } catch (IOException e) {
                    // the client says why
                }
            });
            var checked = client.getSSLParameters();
            checked.setEndpointIdentificationAlgorithm("HTTPS");
            client.setSSLParameters(checked);
            client.startHandshake();
            answered.join();
        }
    }

    static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static SSLContext serverContext(Path keyAndCertificate) throws IOException, GeneralSecurityException {
        try (var kafka = new DefaultSslEngineFactory()) {
            kafka.configure(Map.of(
                    "ssl.keystore.type",
                    "PEM",
                    "ssl.keystore.location",
                    keyAndCertificate.toString(),
                    "ssl.protocol",
                    "TLS"));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(kafka.keystore(), new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }
    }

    private static SSLContext clientContext(Path authority) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate(authority));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
