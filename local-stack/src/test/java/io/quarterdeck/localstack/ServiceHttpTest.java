package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServiceHttpTest {

    @Test
    void whoAnswersAsAServiceThatIsReadyIs() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(ServiceHttp.isReady(server.getAddress().getPort())).isTrue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whoHangsUpIsNot() throws Exception {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> answer =
                    CompletableFuture.supplyAsync(() -> ServiceHttp.isReady(stranger.getLocalPort()));
            while (!answer.isDone()) { // it asks once more when it gets no answer
                stranger.setSoTimeout(100);
                try {
                    stranger.accept().close();
                } catch (SocketTimeoutException e) { // no more of them
                    continue;
                }
            }
            assertThat(answer).isCompletedWithValue(false);
        }
    }

    @Test
    void nobodyIsNot() throws Exception {
        assertThat(ServiceHttp.isReady(FreePort.any())).isFalse();
    }
}
