package io.quarterdeck.dashboard;

import io.quarterdeck.dashboard.access.Addresses;
import io.quarterdeck.dashboard.access.LoginLimit;
import io.quarterdeck.dashboard.access.Sessions;
import io.quarterdeck.dashboard.access.Users;
import io.quarterdeck.dashboard.alerts.Alert;
import io.quarterdeck.dashboard.alerts.AlertRules;
import io.quarterdeck.dashboard.alerts.Alerts;
import io.quarterdeck.dashboard.alerts.Webhook;
import io.quarterdeck.dashboard.api.Export;
import io.quarterdeck.dashboard.api.Features;
import io.quarterdeck.dashboard.api.Market;
import io.quarterdeck.dashboard.api.Overview;
import io.quarterdeck.dashboard.api.Pipeline;
import io.quarterdeck.dashboard.api.Quality;
import io.quarterdeck.dashboard.api.Runs;
import io.quarterdeck.dashboard.api.Statistics;
import io.quarterdeck.dashboard.api.trading.Commands;
import io.quarterdeck.dashboard.api.trading.Reports;
import io.quarterdeck.dashboard.api.trading.Trading;
import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.pulse.Pulses;
import io.quarterdeck.dashboard.pulse.Signatures;
import io.quarterdeck.dashboard.pulse.Situation;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the dashboard: objects meet here and nowhere else. */
final class Dashboard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Dashboard.class);

    /** Work that nobody waits for; what does not fit comes again. */
    private static final int BACKGROUND = 1000;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private WebServer server;

    private Dashboard() {}

    /** @param publicKey verifies certificates; null: none does */
    record Options(
            Map<String, String> kafkaClient,
            PostgresOptions postgres,
            WebOptions web,
            Path publicKey,
            Optional<Path> webhookFile,
            String version) {}

    /** @throws IOException when a file cannot be read or an address not be had, naming the option */
    static Dashboard open(Options options, Clock clock) throws IOException {
        var dashboard = new Dashboard();
        try {
            dashboard.wire(options, clock);
            return dashboard;
        } catch (IOException | RuntimeException e) {
            dashboard.close();
            throw e;
        }
    }

    private void wire(Options options, Clock clock) throws IOException {
        var users = Users.of(options.web().usersFile);
        Optional<Webhook> webhook = Optional.empty();
        if (options.webhookFile().isPresent()) {
            webhook = Optional.of(closeLater(Webhook.of(options.webhookFile().get())));
        }
        ExecutorService background = background();
        closeLater(background::shutdownNow);

        var listening = new Listening(webhook, background);
        Pulses pulses = closeLater(Pulses.open(
                options.kafkaClient(), options.postgres(), new Signatures(options.publicKey()), listening, clock));
        Database database = closeLater(Database.open(options.postgres(), pulses::postgresMayAnswer));
        var statistics = new Statistics(database, pulses, clock);
        listening.pulses = pulses;
        listening.statistics = statistics;
        var market = new Market(database, pulses, background, clock);
        listening.market = market;

        var guard = new Guard(
                new Addresses(options.web().names()),
                users,
                new Sessions(users, clock),
                new LoginLimit(clock),
                options.version(),
                options.web().tls());
        var answering = new Routes.Parts(
                pulses,
                new Overview(database, pulses, listening.alerts, clock),
                market,
                new Pipeline(database, pulses, clock),
                new Quality(database, pulses, clock),
                new Features(database, pulses, clock),
                statistics,
                new Export(database),
                new Runs(database, clock),
                new TradingRoutes.Parts(
                        new Trading(database, clock), new Commands(database), new Reports(database, clock)),
                options.postgres().url,
                clock);
        server = WebServer.open(options.web(), guard, Routes.all(guard, answering));
        closeLater(server);
        closeLater(pulses.stream()); // first, so that the server need not wait for those who listen
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        parts.push(part);
        return part;
    }

    private static ExecutorService background() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(BACKGROUND),
                task -> {
                    var thread = new Thread(task, "background");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Hears what was seen: judges it, tells of alerts, and makes ready what rests on new releases. */
    private static final class Listening implements Pulses.Listener {

        private final Alerts alerts = new Alerts(this::tell);
        private final Optional<Webhook> webhook;
        private final ExecutorService background;
        private volatile Pulses pulses;
        private volatile Statistics statistics;
        private volatile Market market;
        private boolean marketWarm;

        Listening(Optional<Webhook> webhook, ExecutorService background) {
            this.webhook = webhook;
            this.background = background;
        }

        private void tell(Alert alert) {
            if (pulses != null) {
                pulses.stream().publish("alert", alert);
            }
            webhook.ifPresent(hook -> hook.accept(alert));
        }

        @Override
        public int judge(Situation situation) {
            if (!marketWarm && market != null && pulses.census().isComplete()) {
                marketWarm = true;
                background.execute(() -> quietly(market::warm));
            }
            return alerts.found(AlertRules.judge(situation), situation.now());
        }

        @Override
        public void released(List<String> releases) {
            releases.forEach(release -> background.execute(() -> quietly(() -> {
                if (statistics != null) {
                    statistics.warm(release);
                }
            })));
        }

        private static void quietly(Runnable warming) {
            try {
                warming.run();
            } catch (RuntimeException e) {
                log.debug("not made ready", e); // whoever asks will wait for it
            }
        }
    }

    int port() {
        return server.port();
    }

    /** It serves also while its sources are down, and says so. */
    boolean ready() {
        return server.port() > 0;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("closing: {}", e.toString());
            }
        }
    }
}
