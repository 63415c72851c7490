package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ServiceHttpTest {

    @Test
    void whoAnswersThatItIsReadyIs() throws Exception {
        assertThat(isReady(exchange -> exchange.sendResponseHeaders(200, -1))).isTrue();
    }

    @Test
    void whoHangsUpIsNot() throws Exception {
        assertThat(isReady(HttpExchange::close)).isFalse();
    }

    @Test
    void nobodyIsNot() throws Exception {
        assertThat(ServiceHttp.isReady(FreePort.any())).isFalse();
    }

    private static boolean isReady(HttpHandler answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/ready", answer);
        server.start();
        try {
            return ServiceHttp.isReady(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }
}
