package io.quarterdeck.benchmarks.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many who look at the dashboard at once, each asking again and again as the pages do. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a running dashboard for everything that its pages ask for, from many clients at once, and says how long the"
                    + " answers took. A further client opens the stream of events and never reads it: it may delay nobody.",
            "Exit code 1: an answer was no 200."
        })
public final class DashboardLoad implements Callable<Integer> {

    @Option(names = "--url", required = true, description = "The dashboard, such as http://127.0.0.1:8080.")
    URI url;

    @Option(names = "--user", description = "Who asks; now ${DEFAULT-VALUE}.", defaultValue = "viewer")
    String user;

    @Option(names = "--password-file", required = true, description = "File that holds the user's password.")
    Path passwordFile;

    @Option(names = "--clients", description = "How many ask at once; now ${DEFAULT-VALUE}.", defaultValue = "50")
    int clients;

    @Option(names = "--duration", description = "For how long; now ${DEFAULT-VALUE}.", defaultValue = "PT1M")
    Duration duration;

    @Option(
            names = "--pause",
            description = "Between the answer to a client and its next question; now ${DEFAULT-VALUE}.",
            defaultValue = "PT0.5S")
    Duration pause;

    @Option(names = "--quarter", required = true, description = "A published quarter, such as 2016Q4.")
    String quarter;

    @Option(names = "--symbol", description = "A symbol of it; now ${DEFAULT-VALUE}.", defaultValue = "BTCUSD")
    String symbol;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Map<String, Queue<Long>> nanos = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new DashboardLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        String cookie = logIn();
        http.sendAsync(get("/stream", cookie), BodyHandlers.ofPublisher()); // nobody subscribes to what comes
        long end = System.nanoTime() + duration.toNanos();
        var threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> asking = IntStream.range(0, clients)
                .<Future<?>>mapToObj(client -> threads.submit(() -> ask(client, end, cookie)))
                .toList();
        for (Future<?> one : asking) {
            one.get();
        }
        threads.shutdown();
        return report();
    }

    private List<String> questions() {
        String where = "table=bars_1h&quarter=" + quarter;
        return List.of(
                "/pulse",
                "/pulse/history?minutes=60",
                "/overview",
                "/market/symbols",
                "/market/bars?symbol=" + symbol + "&interval=1h&limit=500&overlays=ema_12,bollinger_20",
                "/market/bars?symbol=" + symbol + "&interval=1m&limit=500",
                "/market/bars?symbol=" + symbol + "&interval=1d&limit=2000",
                "/pipeline",
                "/quality?quarter=" + quarter,
                "/quality/coverage?quarter=" + quarter,
                "/features/dictionary?table=bars_1h",
                "/features/distribution?column=rsi_14&" + where,
                "/features/history?table=bars_1h&column=rsi_14&symbol=" + symbol,
                "/features/correlation?" + where,
                "/features/labels?" + where,
                "/features/releases",
                "/runs?limit=50");
    }

    private Void ask(int client, long end, String cookie) throws IOException, InterruptedException {
        List<String> questions = questions();
        for (int turn = client; System.nanoTime() < end; turn++) {
            String question = questions.get(turn % questions.size());
            long start = System.nanoTime();
            int status =
                    http.send(get(question, cookie), BodyHandlers.discarding()).statusCode();
            nanos.computeIfAbsent(question, any -> new ConcurrentLinkedQueue<>())
                    .add(System.nanoTime() - start);
            if (status != 200) {
                failures.computeIfAbsent(question + " " + status, any -> new AtomicLong())
                        .incrementAndGet();
            }
            Thread.sleep(pause.toMillis());
        }
        return null;
    }

    private String logIn() throws IOException, InterruptedException {
        String password = Files.readString(passwordFile).strip();
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

    private HttpRequest get(String path, String cookie) {
        return HttpRequest.newBuilder(url.resolve("/api/v1" + path))
                .header("Cookie", cookie)
                .build();
    }

    private int report() {
        System.out.printf("%-75s %8s %8s %8s %8s%n", "milliseconds", "answers", "p50", "p99", "longest");
        nanos.keySet().stream().sorted().forEach(question -> line(question, sorted(nanos.get(question))));
        line(
                "all",
                nanos.values().stream()
                        .flatMapToLong(times -> times.stream().mapToLong(Long::longValue))
                        .sorted()
                        .toArray());
        failures.forEach((which, times) -> System.out.println("FAILED " + times + " times: " + which));
        return failures.isEmpty() ? 0 : 1;
    }

    private static long[] sorted(Queue<Long> times) {
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static void line(String what, long[] times) {
        System.out.printf(
                Locale.ROOT,
                "%-75s %,8d %8.1f %8.1f %8.1f%n",
                what,
                times.length,
                at(times, 0.5) / 1e6,
                at(times, 0.99) / 1e6,
                Arrays.stream(times).max().orElse(0) / 1e6);
    }

    /** The nearest rank of a quantile. */
    private static long at(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }
}
