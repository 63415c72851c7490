package io.quarterdeck.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without pages: keeps the cookie, sends origin and token where a page would. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String address;
    private final Map<String, String> headers = new HashMap<>();
    private String cookie;

    Client(int port) {
        address = "http://127.0.0.1:" + port;
        headers.put("Origin", address);
    }

    /** @param text of the body */
    record Answer(int status, String text, HttpResponse<byte[]> response) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new IllegalStateException(text, e);
            }
        }

        String code() {
            return json().path("error").path("code").asText();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Sends the header from now on; null: no longer. */
    Client with(String header, String value) {
        if (value == null) {
            headers.remove(header);
        } else {
            headers.put(header, value);
        }
        return this;
    }

    String cookie() {
        return cookie;
    }

    Client withCookie(String value) {
        cookie = value;
        return this;
    }

    Answer login(String user, String password) throws IOException, InterruptedException {
        Answer answer = post("/api/v1/login", JSON.writeValueAsString(Map.of("user", user, "password", password)));
        if (answer.status() == 200) {
            Matcher set = Pattern.compile("quarterdeck=([^;]+);.*").matcher(answer.header("Set-Cookie"));
            if (!set.matches()) {
                throw new IllegalStateException("no cookie: " + answer.header("Set-Cookie"));
            }
            cookie = set.group(1);
            with("X-CSRF-Token", answer.json().get("csrf_token").asText());
        }
        return answer;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer send(String method, String path) throws IOException, InterruptedException {
        return send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(address + path));
        headers.forEach(request::header);
        if (cookie != null) {
            request.header("Cookie", "quarterdeck=" + cookie);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
    }
}
