package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Many who look at a dashboard at once, each asking one question after the other, as the pages do. */
final class DashboardClients {

    /** Between the answer to a client and its next question. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private final URI url;
    private final List<String> questions;
    private final String cookie;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /**
     * What they got.
     *
     * @param millis of each answer, by its question
     * @param failures questions with a status other than 200
     */
    record Answers(Map<String, Queue<Double>> millis, Queue<String> failures) {

        double[] sorted() {
            return millis.values().stream()
                    .flatMap(Queue::stream)
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
        }

        double[] sorted(String question) {
            return millis.get(question).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
        }

        /** The nearest rank of a quantile. */
        static double at(double quantile, double[] sorted) {
            return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
        }
    }

    /** Logs in, and opens the stream of events, too, without ever reading it: it may delay nobody. */
    DashboardClients(URI url, String user, String password, List<String> questions)
            throws IOException, InterruptedException {
        this.url = url;
        this.questions = questions;
        this.cookie = logIn(user, password);
        http.sendAsync(get("/stream"), BodyHandlers.ofPublisher()); // nobody subscribes to what comes
    }

    /** Lets so many ask for so long; they begin one after the other within the first pause, as people do not look in step. */
    Answers ask(int clients, Duration duration) throws Exception {
        var answers = new Answers(new ConcurrentHashMap<>(), new ConcurrentLinkedQueue<>());
        long end = System.nanoTime() + duration.toNanos();
        var threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> asking = IntStream.range(0, clients)
                    .<Future<?>>mapToObj(client -> threads.submit(() -> {
                        Thread.sleep(PAUSE.toMillis() * client / clients);
                        return ask(client, end, answers);
                    }))
                    .toList();
            for (Future<?> one : asking) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return answers;
    }

    private Void ask(int client, long end, Answers answers) throws IOException, InterruptedException {
        for (int turn = client; System.nanoTime() < end; turn++) {
            String question = questions.get(turn % questions.size());
            long start = System.nanoTime();
            int status = http.send(get(question), BodyHandlers.discarding()).statusCode();
            answers.millis()
                    .computeIfAbsent(question, any -> new ConcurrentLinkedQueue<>())
                    .add((System.nanoTime() - start) / 1e6);
            if (status != 200) {
                answers.failures().add(question + " " + status);
            }
            Thread.sleep(PAUSE.toMillis());
        }
        return null;
    }

    private String logIn(String user, String password) throws IOException, InterruptedException {
        var login = HttpRequest.newBuilder(url.resolve("/api/v1/login"))
                .header("Content-Type", "application/json")
                .header("Origin", url.getScheme() + "://" + url.getAuthority())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"user\": \"%s\", \"password\": \"%s\"}".formatted(user, password)))
                .build();
        var answer = http.send(login, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("cannot log in: " + answer.body());
        }
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(url.resolve("/api/v1" + path))
                .header("Cookie", cookie)
                .build();
    }
}
