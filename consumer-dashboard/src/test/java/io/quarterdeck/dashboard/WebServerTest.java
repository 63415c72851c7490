package io.quarterdeck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.dashboard.access.Addresses;
import io.quarterdeck.dashboard.access.LoginLimit;
import io.quarterdeck.dashboard.access.Role;
import io.quarterdeck.dashboard.access.Sessions;
import io.quarterdeck.dashboard.access.UserLines;
import io.quarterdeck.dashboard.access.Users;
import io.quarterdeck.dashboard.web.Answer;
import io.quarterdeck.dashboard.web.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in and what gets through, over real HTTP. */
class WebServerTest {

    private static final String VIEWER = "sees everything";
    private static final String OPERATOR = "starts quarters";

    private final SettableClock clock = new SettableClock();
    private WebServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        var options = new WebOptions();
        options.host = "127.0.0.1";
        options.port = 0;
        options.usersFile = folder.resolve("dashboard.users");
        Files.write(
                options.usersFile,
                List.of(UserLines.line("viewer", "viewer", VIEWER), UserLines.line("operator", "operator", OPERATOR)));
        var users = Users.of(options.usersFile);
        var guard = new Guard(
                new Addresses(options.names()),
                users,
                new Sessions(users, clock),
                new LoginLimit(clock),
                "1.2.3",
                false);
        var routes = new ArrayList<>(Routes.access(guard));
        routes.add(Route.get("/api/v1/number", (http, query) -> Answer.of(query.number("n", 7, 1, 9)), "n"));
        routes.add(Route.get("/api/v1/release", (http, query) -> Answer.tagged("2016Q4-v1", Map.of("rows", 1))));
        routes.add(Route.get("/api/v1/broken", (http, query) -> {
            throw new IllegalStateException("a secret of the inside");
        }));
        routes.add(
                Route.post("/api/v1/things", Role.OPERATOR, (http, query) -> Answer.accepted(Guard.body(http).length)));
        routes.add(Route.get("/api/v1/half", (http, query) -> {
            http.res().getOutputStream().write("a,b\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            throw new IOException("the rest is lost");
        }));
        routes.add(Route.get("/api/v1/begun", (http, query) -> {
            http.res().getOutputStream().write("a,b\n".getBytes(StandardCharsets.UTF_8));
            throw new IOException("nothing was sent yet");
        }));
        server = WebServer.open(options, guard, routes);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Client client() {
        return new Client(server.port());
    }

    private Client viewer() throws Exception {
        Client client = client();
        assertThat(client.login("viewer", VIEWER).status()).isEqualTo(200);
        return client;
    }

    private Client operator() throws Exception {
        Client client = client();
        assertThat(client.login("operator", OPERATOR).status()).isEqualTo(200);
        return client;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/session",
                "/api/v1/number",
                "/api/v1/nothing-here",
                "/api/v1/openapi.json",
                "/api/v1/login/",
                "/api/v1/login/x",
                "/api",
                "/api/",
                "//api/v1/number"
            })
    void withoutASessionTheApiAnswersNothing(String path) throws Exception {
        var answer = client().get(path);

        assertThat(answer.status()).isIn(401, 302);
        assertThat(answer.text()).doesNotContain("7");
    }

    @ParameterizedTest
    @CsvSource({
        "/, /login",
        "/market, /login?next=%2Fmarket",
        "/market?symbol=BTCUSD&scale=log, /login?next=%2Fmarket%3Fsymbol%3DBTCUSD%26scale%3Dlog",
        "/nothing-here, /login?next=%2Fnothing-here",
        "/index.html, /login?next=%2Findex.html",
        "/web/index.html, /login?next=%2Fweb%2Findex.html"
    })
    void withoutASessionAPageLeadsToTheLoginAndBack(String path, String login) throws Exception {
        var answer = client().get(path);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith(login);
    }

    @Test
    void whoLogsInSeesWhoTheyAre() throws Exception {
        Client client = client();

        var login = client.login("operator", OPERATOR);
        var session = client.get("/api/v1/session");

        assertThat(login.header("Set-Cookie")).endsWith("; Path=/; HttpOnly; SameSite=Strict");
        assertThat(session.status()).isEqualTo(200);
        assertThat(session.json()).isEqualTo(login.json());
        assertThat(session.json().get("user").asText()).isEqualTo("operator");
        assertThat(session.json().get("role").asText()).isEqualTo("operator");
        assertThat(session.json().get("version").asText()).isEqualTo("1.2.3");
        assertThat(session.json().get("expires_at").asText()).isEqualTo("2026-01-05T13:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, wrong",
        "viewer, ''",
        "nobody, sees everything",
        "'', ''",
        "viewer' OR '1'='1, x",
        "aVeryVeryVeryVeryVeryVeryVeryLongName, x"
    })
    void aWrongLoginIsTheSameWhateverIsWrong(String user, String password) throws Exception {
        var answer = client().login(user, password);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("bad-login");
        assertThat(answer.json().path("error").path("message").asText()).isEqualTo("user or password is wrong");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"user\": {}}", "{\"user\": \"viewer\"}"})
    void aLoginThatIsNoneIsRefused(String body) throws Exception {
        assertThat(client().post("/api/v1/login", body).status()).isIn(400, 401);
    }

    @Test
    void guessingEndsAfterFiveTriesEvenWithTheRightPassword() throws Exception {
        Client client = client();
        for (int i = 0; i < 5; i++) {
            assertThat(client.login("viewer", "guess " + i).status()).isEqualTo(401);
        }

        var answer = client.login("viewer", VIEWER);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("too-many-logins");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 61);
        clock.advance(Duration.ofSeconds(61));
        assertThat(client.login("viewer", VIEWER).status()).isEqualTo(200);
    }

    @Test
    void aLoginGivesANewSessionAndEndsTheOneBefore() throws Exception {
        Client client = viewer();
        String before = client.cookie();

        client.login("viewer", VIEWER);

        assertThat(client.cookie()).isNotEqualTo(before);
        assertThat(client().withCookie(before).get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void aSessionIdThatSomebodyElseChoseIsNotTakenOver() throws Exception {
        Client victim = client().withCookie("chosen-by-an-attacker");

        victim.login("viewer", VIEWER);

        assertThat(victim.cookie()).isNotEqualTo("chosen-by-an-attacker");
        assertThat(client().withCookie("chosen-by-an-attacker")
                        .get("/api/v1/session")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsByItselfAndByLogout() throws Exception {
        Client client = viewer();
        clock.advance(Duration.ofMinutes(61));
        assertThat(client.get("/api/v1/session").status()).isEqualTo(401);

        client.login("viewer", VIEWER);
        var logout = client.post("/api/v1/logout", "");

        assertThat(logout.status()).isEqualTo(204);
        assertThat(logout.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(client.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void aViewerMayNotDoWhatNeedsAnOperator() throws Exception {
        var answer = viewer().post("/api/v1/things", "{}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("not-allowed");
        assertThat(operator().post("/api/v1/things", "{}").status()).isEqualTo(202);
    }

    @Test
    void aChangeNeedsTheTokenOfTheSession() throws Exception {
        Client client = operator();
        String another =
                operator().get("/api/v1/session").json().get("csrf_token").asText();

        for (String token : new String[] {null, "wrong", another}) {
            var answer = client.with("X-CSRF-Token", token).post("/api/v1/things", "{}");
            assertThat(answer.status()).as(token).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("bad-csrf-token");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"})
    void aChangeFromAnotherOriginIsRefused(String origin) throws Exception {
        assertThat(operator()
                        .with("Origin", origin)
                        .post("/api/v1/things", "{}")
                        .code())
                .isEqualTo("wrong-origin");
        assertThat(client().with("Origin", origin).login("viewer", VIEWER).code())
                .isEqualTo("wrong-origin");
        assertThat(client().with("Origin", null).login("viewer", VIEWER).code()).isEqualTo("wrong-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "0.0.0.0", "localhost.evil.example"})
    void anotherNameLeadsNowhere(String host) throws Exception {
        var answer = viewer().with("Host", host).get("/api/v1/session");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain("csrf_token");
    }

    @Test
    void aLargeBodyIsNotReadAnnouncedOrNot() throws Exception {
        Client client = operator();
        String large = "x".repeat((16 << 10) + 1);

        assertThat(client.post("/api/v1/things", large).status()).isEqualTo(413);
        assertThat(client.post("/api/v1/things", large.substring(1)).status()).isEqualTo(202);
        var chunked = client.request("/api/v1/things")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
                .build();
        assertThat(java.net.http.HttpClient.newHttpClient()
                        .send(chunked, java.net.http.HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void parametersAreCheckedByName() throws Exception {
        Client client = viewer();

        assertThat(client.get("/api/v1/number").text()).isEqualTo("7");
        assertThat(client.get("/api/v1/number?n=3").text()).isEqualTo("3");
        for (String query :
                List.of("n=0", "n=10", "n=x", "n=1&n=2", "m=1", "n=1%00", "n=99999999999999999999", "%27=1")) {
            var answer = client.get("/api/v1/number?" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("bad-request");
        }
    }

    @Test
    void whatRestsOnAReleaseNeedsNotBeSentTwice() throws Exception {
        Client client = viewer();

        var first = client.get("/api/v1/release");
        var second = client.with("If-None-Match", first.header("ETag")).get("/api/v1/release");

        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.text()).isEmpty();
        assertThat(client.get("/api/v1/session").header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whatFailsInsideIsNotTold() throws Exception {
        var answer = viewer().get("/api/v1/broken");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("internal");
        assertThat(answer.text()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void anAnswerThatFailsHalfWayIsCutOffAndNotMadeLookWhole() throws Exception {
        Client client = viewer();

        assertThatThrownBy(() -> client.get("/api/v1/half")).isInstanceOf(IOException.class);
        var begun = client.get("/api/v1/begun");
        assertThat(begun.status()).isEqualTo(500);
        assertThat(begun.code()).isEqualTo("internal");
    }

    @Test
    void everyAnswerSaysWhatABrowserMayDoWithIt() throws Exception {
        for (String path : List.of("/login", "/api/v1/session", "/assets/nothing.js", "/market")) {
            var answer = client().get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Permissions-Policy")).contains("camera=()");
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../logback.xml",
                "/assets/../../logback.xml",
                "/assets/%2e%2e/%2e%2e/logback.xml",
                "/assets/..%2f..%2flogback.xml",
                "/assets/..%5c..%5clogback.xml",
                "/assets/%252e%252e/logback.xml",
                "/assets//etc/passwd",
                "/assets/./app.js",
                "/assets/.hidden.js",
                "/assets/app.js%00.txt",
                "/assets/",
                "/assets/..;/..;/api/v1/session"
            })
    void noPathLeadsOutOfTheAssets(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer.lines().findFirst().orElse("")).containsPattern("HTTP/1.1 (302|400|401|404)");
        assertThat(answer).doesNotContain("<configuration>").doesNotContain("root:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE"})
    void otherMethodsChangeNothing(String method) throws Exception {
        String answer = raw(method + " /api/v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer.lines().findFirst().orElse("")).containsPattern("HTTP/1.1 (401|403|404|405)");
    }

    @Test
    void overTlsTheCookieIsSecureAndBrowsersComeBackByTls() throws Exception {
        keytool(folder);
        var options = new WebOptions();
        options.host = "127.0.0.1";
        options.port = 0;
        options.usersFile = folder.resolve("dashboard.users");
        options.tlsCertificate = folder.resolve("chain.pem");
        options.tlsKey = folder.resolve("key.pem");
        var users = Users.of(options.usersFile);
        var guard = new Guard(
                new Addresses(options.names()), users, new Sessions(users, clock), new LoginLimit(clock), "1", true);
        try (var secure = WebServer.open(options, guard, Routes.access(guard))) {
            var context = javax.net.ssl.SSLContext.getInstance("TLS");
            var trust = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
            trust.init(java.security.KeyStore.getInstance(
                    folder.resolve("store.p12").toFile(), "changeit".toCharArray()));
            context.init(null, trust.getTrustManagers(), null);
            var http = java.net.http.HttpClient.newBuilder().sslContext(context).build();
            String address = "https://localhost:" + secure.port();
            var answer = http.send(
                    HttpRequest.newBuilder(java.net.URI.create(address + "/api/v1/login"))
                            .header("Origin", address)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"user\": \"viewer\", \"password\": \"" + VIEWER + "\"}"))
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).endsWith("; Secure");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    /** A certificate for localhost, as a key store and as the PEM files that the dashboard takes. */
    private static void keytool(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        int made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "web",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(made).isZero();
        var keys = java.security.KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var base64 = java.util.Base64.getMimeEncoder();
        Files.writeString(
                folder.resolve("chain.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + base64.encodeToString(keys.getCertificate("web").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + base64.encodeToString(
                                keys.getKey("web", "changeit".toCharArray()).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        keys.setCertificateEntry("trusted", keys.getCertificate("web"));
        keys.deleteEntry("web");
        try (var out = Files.newOutputStream(store)) {
            keys.store(out, "changeit".toCharArray());
        }
    }

    @Test
    void aRequestWithoutANameIsRefused() throws Exception {
        assertThat(raw("GET /login HTTP/1.0\r\n\r\n").lines().findFirst().orElse(""))
                .contains(" 400 ");
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
