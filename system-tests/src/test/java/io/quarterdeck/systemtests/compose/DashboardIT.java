package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The dashboard as somebody at this machine reaches it. What it shows is tested with it. */
@ComposeTest
@Order(5)
class DashboardIT {

    private static ComposeStack stack;

    @BeforeAll
    static void start(ComposeStack shared) {
        stack = shared;
        stack.up();
    }

    @Test
    void letsInWhoAskedForAPasswordAndNobodyElse() throws Exception {
        assertThat(login("viewer", "guessed")).isEqualTo(401);

        String password =
                stack.secrets().run("dashboard-password", "viewer").out().strip();

        assertThat(login("viewer", password)).isEqualTo(200);
        assertThat(login("operator", password)).isEqualTo(401);
        assertThat(stack.compose("logs", "--no-color").expect(0).text()).doesNotContain(password);
    }

    @Test
    void isNotBelievedWithoutTheAuthority() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(stack.dashboardUrl())).build();
        var client = HttpClient.newHttpClient();
        assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    private static int login(String user, String password) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(stack.dashboardUrl() + "/api/v1/login"))
                .header("Origin", stack.dashboardUrl())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"user\": \"%s\", \"password\": \"%s\"}".formatted(user, password)))
                .build();
        var client = HttpClient.newBuilder().sslContext(trustingTheAuthority()).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static SSLContext trustingTheAuthority() throws Exception {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var certificate = Files.newInputStream(stack.secrets().authority())) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
