package io.quarterdeck.localstack.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PassThroughTest {

    private ServerSocket echo;
    private PassThrough through;

    @BeforeEach
    void startAServerThatSendsBackWhatItGets() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> {
            while (!echo.isClosed()) {
                try {
                    Socket socket = echo.accept();
                    new Thread(() -> {
                                try (socket) {
                                    socket.getInputStream().transferTo(socket.getOutputStream());
                                } catch (IOException e) { // the client went away
                                    return;
                                }
                            })
                            .start();
                } catch (IOException e) { // closed: the test is over
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        through = PassThrough.to(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        through.close();
        echo.close();
    }

    @Test
    void passesOnWhatBothSidesSay() throws IOException {
        try (Socket client = connect()) {
            assertThat(echo(client, 7)).isEqualTo(7);
        }
    }

    @Test
    void aCutEndsConnectionsAndTakesNoneUntilItIsMended() throws IOException {
        try (Socket before = connect()) {
            assertThat(echo(before, 1)).isEqualTo(1);

            through.cut();

            assertThat(endsOf(before)).isTrue();
            try (Socket meanwhile = connect()) {
                assertThat(endsOf(meanwhile)).isTrue();
            }
            through.mend();
            try (Socket after = connect()) {
                assertThat(echo(after, 2)).isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsStalledComesThroughWhenItIsMended() throws IOException {
        try (Socket client = connect()) {
            through.stall();
            client.getOutputStream().write(3);
            client.setSoTimeout(300);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            through.mend();

            client.setSoTimeout(0);
            assertThat(client.getInputStream().read()).isEqualTo(3);
        }
    }

    @Test
    void slowedDownItTakesTheDelayEachWay() throws IOException {
        try (Socket client = connect()) {
            through.slowDown(Duration.ofMillis(100));
            Instant start = Instant.now();

            assertThat(echo(client, 4)).isEqualTo(4);

            assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), through.port());
    }

    private static int echo(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    /** By an end or by a reset. */
    private static boolean endsOf(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
