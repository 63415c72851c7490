package io.quarterdeck.tradingbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.testservers.Servers;
import io.quarterdeck.testservers.WithServers;
import io.quarterdeck.tradingbot.backtest.Backtest;
import io.quarterdeck.tradingbot.backtest.CsvBars;
import io.quarterdeck.tradingbot.engine.Settings;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.EntryJson;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.Limits;
import io.quarterdeck.tradingbot.strategy.Strategy;
import io.quarterdeck.tradingbot.strategy.Trend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replay and live as processes over real Kafka and PostgreSQL, killed in the middle, against a backtest of the same bars. */
@WithServers
class KilledRunIT {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Path RECORDED = Path.of("../../shared/data/bitfinex-1m-2017q3-2017q4.csv.gz");

    /** A minute never goes out without a partition, however slowly the bars come on a loaded machine. */
    private static final String PATIENT = "--patience=PT10M";

    private final Servers servers = Servers.running();
    private final List<BotProcess> started = new ArrayList<>();
    private BarFeed feed;

    @TempDir
    Path folder;

    @BeforeEach
    void emptyTopics() throws Exception {
        servers.reset();
        feed = new BarFeed(servers);
    }

    @AfterEach
    void endEverything() throws InterruptedException {
        for (BotProcess process : started) {
            process.kill();
        }
        feed.close();
    }

    /** A market, how it is traded, and what a backtest makes of it. */
    private record Case(List<Bar> bars, Symbols symbols, Duration interval, Strategy strategy, String... options) {

        static Case madeUp(int minutes) {
            return new Case(
                    Bars.walk(11, minutes, "A", "B", "C", "D"),
                    new Symbols(List.of("A", "B", "C", "D")),
                    Duration.ofMinutes(5),
                    new Trend(3, 8, 5, 4, false),
                    "--set=fast=3",
                    "--set=slow=8",
                    "--set=volatility-bars=5",
                    "--set=target-volatility=4");
        }

        List<Entry> backtest(String run) {
            var settings = Settings.of(run, symbols).withInterval(interval);
            return Backtest.run(
                    Setup.of(settings, strategy, () -> Limits.DEFAULT.guards(symbols, Optional.empty())), bars);
        }

        String[] arguments(String run, String... more) {
            return Stream.of(
                            Stream.of(
                                    "--run=" + run,
                                    "--symbols=" + String.join(",", symbols.names()),
                                    "--interval=" + interval),
                            Arrays.stream(options),
                            Arrays.stream(more))
                    .flatMap(part -> part)
                    .toArray(String[]::new);
        }
    }

    @Test
    void replayAndLiveKilledTwiceOrderWhatTheBacktestOrders() throws Exception {
        identical(Case.madeUp(4_000), "made-up");
    }

    @Test
    void onRecordedCandlesToo() throws Exception {
        Assumptions.assumeTrue(Files.exists(RECORDED), "no recorded candles here");
        var symbols = new Symbols(List.of("BTCUSD", "ETHUSD", "LTCUSD", "EOSUSD", "IOTUSD", "NEOUSD", "XRPUSD"));
        long from = Instant.parse("2017-11-15T00:00:00Z").getEpochSecond() * 1_000_000;
        long until = Instant.parse("2017-12-15T00:00:00Z").getEpochSecond() * 1_000_000;
        List<Bar> bars =
                CsvBars.read(List.of(RECORDED), bar -> bar.openTimeMicros() >= from && bar.openTimeMicros() < until);

        identical(new Case(bars, symbols, Duration.ofHours(1), Trend.DEFAULT), "recorded");
    }

    private void identical(Case market, String name) throws Exception {
        List<Bar> bars = market.bars();
        String live = name + "-live";
        List<Entry> wanted = market.backtest(live);
        BotProcess bot = start("live", market.arguments(live, PATIENT));
        feed.send(bars.subList(0, bars.size() / 3));
        untilJournalHas(live, entriesBefore(wanted, bars.get(bars.size() / 6)));
        bot.kill();
        feed.send(bars.subList(bars.size() / 3, bars.size() / 2));
        bot = start("live", market.arguments(live, PATIENT));
        untilJournalHas(live, entriesBefore(wanted, bars.get(bars.size() * 5 / 12)));
        feed.send(bars.subList(bars.size() / 2, bars.size() * 2 / 3));
        bot.kill();
        bot = start("live", market.arguments(live, PATIENT));
        feed.send(bars.subList(bars.size() * 2 / 3, bars.size()));
        // The last minutes wait for what comes after them; all that is decided comes before.
        long newest = wanted.stream()
                .filter(Entry.Ordered.class::isInstance)
                .mapToLong(Entry::sequence)
                .max()
                .orElseThrow();
        untilJournalHas(live, newest);
        assertThat(orders(live)).isEqualTo(EntryJson.orders(wanted)).isNotEmpty();
        bot.stop();
        bot.exitCode();
        assertThat(bot.output()).contains("stopped");
        assertThat(inTopic(Topics.ORDERS, live)).isEqualTo(inJournal("ordered", live));
        assertThat(inTopic(Topics.FILLS, live))
                .isEqualTo(inJournal("filled", live))
                .isNotEmpty();

        String replay = name + "-replay";
        wanted = market.backtest(replay);
        for (int kill = 1; kill <= 2; kill++) {
            bot = start("replay", market.arguments(replay));
            untilJournalHas(replay, wanted.size() * kill / 3);
            bot.kill();
        }
        assertThat(servers.query("SELECT count(*) FROM trading.journal WHERE run = '" + replay + "'"))
                .as("killed in the middle")
                .isNotEqualTo(List.of("" + wanted.size()));
        bot = start("replay", market.arguments(replay));
        assertThat(bot.exitCode()).as(bot.output()).isZero();
        assertThat(entries(replay))
                .isEqualTo(wanted.stream().map(EntryJson::line).toList());
        assertThat(inTopic(Topics.ORDERS, replay)).isEqualTo(inJournal("ordered", replay));
        assertThat(inTopic(Topics.FILLS, replay)).isEqualTo(inJournal("filled", replay));
        assertThat(servers.query("SELECT state FROM trading.progress WHERE run = '" + replay + "'"))
                .containsExactly("ended");
    }

    @Test
    void aFloodAfterAQuietTimeLosesNoBarThoughSomeSymbolsHaveNone() throws Exception {
        Case some = Case.madeUp(4_000);
        Symbols more = new Symbols(List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"));
        Case market = new Case(some.bars(), more, some.interval(), some.strategy(), some.options());
        List<Entry> wanted = market.backtest("flood");
        BotProcess bot = start("live", market.arguments("flood"));
        await().atMost(LIMIT).until(() -> bot.output().contains("has caught up"));

        feed.send(market.bars());

        untilJournalHas("flood", wanted.size() - 1L);
        assertThat(entries("flood"))
                .isEqualTo(wanted.stream().map(EntryJson::line).toList());
        assertThat(servers.query("SELECT max(dropped) FROM trading.progress WHERE run = 'flood'"))
                .containsExactly("0");
    }

    @Test
    void anOutageOfPostgresChangesNoOrder() throws Exception {
        Case market = Case.madeUp(2_000);
        List<Entry> wanted = market.backtest("outage");
        feed.send(market.bars());
        BotProcess bot = start("replay", market.arguments("outage"));
        untilJournalHas("outage", wanted.size() / 3);

        servers.postgres().kill();
        servers.postgres().start();

        assertThat(bot.exitCode()).as(bot.output()).isZero();
        assertThat(entries("outage"))
                .isEqualTo(wanted.stream().map(EntryJson::line).toList());
    }

    @Test
    void anOutageOfKafkaChangesNoOrder() throws Exception {
        Case market = Case.madeUp(3_000);
        List<Bar> bars = market.bars();
        List<Entry> wanted = market.backtest("kafka");
        int cut = behindAMinuteWithoutAllBars(bars);
        BotProcess bot = start("live", market.arguments("kafka", "--patience=PT15S"));
        feed.send(bars.subList(0, cut));
        untilJournalHas("kafka", entriesBefore(wanted, bars.get(cut - 1)) - 1);

        servers.kafka().kill();
        try {
            await().atMost(LIMIT).until(() -> bot.output().contains("minutes wait"));
        } finally {
            servers.kafka().start();
        }
        feed.close();
        feed = new BarFeed(servers);
        feed.send(bars.subList(cut, bars.size()));

        untilJournalHas("kafka", wanted.size() - 1L);
        assertThat(bot.isAlive()).as(bot.output()).isTrue();
        assertThat(orders("kafka")).isEqualTo(EntryJson.orders(wanted));
    }

    private static int behindAMinuteWithoutAllBars(List<Bar> bars) {
        for (int i = bars.size() / 2; ; i++) {
            long minute = bars.get(i - 1).openTimeMicros();
            long ofMinute = bars.subList(i - 4, i).stream()
                    .filter(bar -> bar.openTimeMicros() == minute)
                    .count();
            if (bars.get(i).openTimeMicros() != minute && ofMinute < 4) {
                return i;
            }
        }
    }

    @Test
    void theKillSwitchHoldsThroughAKillUntilAPersonResumes() throws Exception {
        Case market = Case.madeUp(3_000);
        List<Bar> bars = market.bars();
        BotProcess bot = start("live", market.arguments("switch", PATIENT));
        feed.send(bars.subList(0, bars.size() / 3));
        await().atMost(LIMIT).until(() -> !positions("switch").isEmpty());

        assertThat(command("kill", "--run=switch", "--person=ann", "--reason=looks odd"))
                .contains("is done: kill FLATTEN");
        bot.kill();
        start("live", market.arguments("switch", PATIENT));
        feed.send(bars.subList(bars.size() / 3, bars.size() * 2 / 3));
        await().atMost(LIMIT).until(() -> positions("switch").isEmpty());
        untilSlotAfter("switch", bars.get(bars.size() * 2 / 3 - 100));
        assertThat(positions("switch")).as("flat, and it stays so").isEmpty();
        assertThat(command("status"))
                .contains("switch: live of trend")
                .contains("halted by kill-switch: FLATTEN, looks odd");

        assertThat(command("resume", "--run=switch", "--person=ann", "--reason=understood"))
                .contains("is done");
        feed.send(bars.subList(bars.size() * 2 / 3, bars.size()));
        await().atMost(LIMIT).until(() -> !positions("switch").isEmpty());
        assertThat(servers.query("SELECT entry ->> 'command', entry ->> 'person', entry ->> 'reason'"
                        + " FROM trading.journal WHERE run = 'switch' AND type = 'commanded' ORDER BY sequence"))
                .containsExactly("kill FLATTEN ann looks odd", "resume kill-switch ann understood");
    }

    @Test
    void aRunWithOtherSettingsOrInAnotherModeIsRefused() throws Exception {
        Case market = Case.madeUp(200);
        feed.send(market.bars());
        assertThat(start("replay", market.arguments("once")).exitCode()).isZero();

        BotProcess richer = start("replay", market.arguments("once", "--cash=5"));
        assertThat(richer.exitCode()).isEqualTo(1);
        assertThat(richer.output())
                .contains("cash=5.0")
                .contains("cash=100000.0")
                .contains("not going on");
        BotProcess live = start("live", market.arguments("once"));
        assertThat(live.exitCode()).isEqualTo(1);
        assertThat(live.output()).contains("begun as replay of trend, not as live of trend");
    }

    @Test
    void ofTwoProcessesOfARunOneEndsAndTheJournalIsThatOfOne() throws Exception {
        Case market = Case.madeUp(3_000);
        List<Entry> wanted = market.backtest("twice");
        feed.send(market.bars().subList(0, market.bars().size() / 2));
        BotProcess one = start("live", market.arguments("twice", PATIENT));
        BotProcess other = start("live", market.arguments("twice", PATIENT));
        await().atMost(LIMIT)
                .until(() -> Stream.of(one, other)
                        .allMatch(bot -> !bot.isAlive() || bot.output().contains("has caught up")));

        feed.send(market.bars().subList(market.bars().size() / 2, market.bars().size()));
        await().atMost(LIMIT).until(() -> !one.isAlive() || !other.isAlive());
        BotProcess ended = one.isAlive() ? other : one;
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("run twice is at work in another process");
        untilJournalHas("twice", wanted.size() * 3L / 4);
        String ordered = orders("twice");
        assertThat(ordered).isEqualTo(EntryJson.orders(wanted).substring(0, ordered.length()));
    }

    private BotProcess start(String command, String... arguments) throws IOException {
        BotProcess process = BotProcess.start(servers, folder, command, arguments);
        started.add(process);
        return process;
    }

    private String command(String command, String... arguments) throws Exception {
        BotProcess process = start(command, arguments);
        process.exitCode();
        return process.output();
    }

    private static long entriesBefore(List<Entry> entries, Bar bar) {
        return entries.stream()
                .filter(entry -> entry.slot() < bar.openTimeMicros())
                .count();
    }

    private void untilJournalHas(String run, long entries) {
        try {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> journalled(run) > entries);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "no " + entries + " entries: "
                            + started.get(started.size() - 1).output(),
                    e);
        }
    }

    private void untilSlotAfter(String run, Bar bar) {
        await().atMost(LIMIT)
                .until(() -> servers.query("SELECT slot > to_timestamp(" + bar.openTimeMicros()
                                + " / 1e6) FROM trading.progress WHERE run = '" + run + "'")
                        .contains("t"));
    }

    private long journalled(String run) throws Exception {
        return Long.parseLong(servers.query("SELECT count(*) FROM trading.journal WHERE run = '" + run + "'")
                .get(0));
    }

    private List<String> positions(String run) throws Exception {
        return servers.query("SELECT symbol FROM trading.positions WHERE quantity <> 0 AND run = '" + run + "'");
    }

    private List<String> entries(String run) throws Exception {
        return servers.query("SELECT entry FROM trading.journal WHERE run = '" + run + "' ORDER BY sequence");
    }

    private String orders(String run) throws Exception {
        return EntryJson.orders(entries(run).stream().map(EntryJson::entry).toList());
    }

    /** Entries of a type, as they are sent: with their run. */
    private TreeSet<String> inJournal(String type, String run) throws Exception {
        return servers
                .query("SELECT entry FROM trading.journal WHERE run = '" + run + "' AND type = '" + type + "'")
                .stream()
                .map(entry -> "{\"run\":\"" + run + "\"," + entry.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the topic has of the run; more than once may be there what was sent before and after a kill. */
    private TreeSet<String> inTopic(String topic, String run) {
        var settings = new HashMap<String, Object>(servers.kafkaClient());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            var values = new TreeSet<String>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (record.value().startsWith("{\"run\":\"" + run + "\",")) {
                        values.add(record.value());
                    }
                });
            }
            return values;
        }
    }
}
