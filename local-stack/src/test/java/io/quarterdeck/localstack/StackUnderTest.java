package io.quarterdeck.localstack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A whole stack with its launcher in a JVM of its own; its one service is ready at once and does nothing. */
final class StackUnderTest {

    static final String IDLE = "idle";

    private StackUnderTest() {}

    static ChildProcess launch(StackHome home) throws IOException {
        var launcher = ChildProcess.start(
                "launcher",
                List.of(
                        java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        home.folder().toString()),
                Map.of(),
                ChildProcess.StopSignal.TERM,
                home.folder().resolveSibling("launcher.log"));
        launcher.awaitLine("everything is ready", Duration.ofMinutes(10));
        return launcher;
    }

    /** What {@code up} does in the foreground. */
    static final class Launcher {

        private Launcher() {}

        public static void main(String[] args) throws Exception {
            var home = new StackHome(Path.of(args[0]));
            var narrator = new Narrator(new PrintWriter(System.out, true));
            int port = FreePort.any();
            try (var stack = ForegroundStack.start(home, connection -> List.of(idle(home, port)), narrator)) {
                stack.awaitServices();
                narrator.say("everything is ready");
                stack.awaitStop();
            }
        }

        private static Part idle(StackHome home, int port) {
            String classPath = System.getProperty("java.class.path");
            return Part.service(
                    IDLE,
                    port,
                    home.log(IDLE),
                    List.of(java(), "-cp", classPath, IdleService.class.getName(), Integer.toString(port)),
                    Map.of());
        }
    }

    static final class IdleService {

        private IdleService() {}

        public static void main(String[] args) throws Exception {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
            var http = HttpServer.create(address, 0);
            http.createContext("/health/ready", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            http.start();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
