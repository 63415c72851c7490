package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.engine.Engine;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.feed.BarTopic;
import io.quarterdeck.tradingbot.feed.TradingTopics;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Halt;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.market.SlotMerger;
import io.quarterdeck.tradingbot.report.Performance;
import io.quarterdeck.tradingbot.report.Report;
import io.quarterdeck.tradingbot.report.Report.Trials;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.Demands;
import io.quarterdeck.tradingbot.store.Demands.Demand;
import io.quarterdeck.tradingbot.store.PostgresJournal;
import io.quarterdeck.tradingbot.store.Records;
import io.quarterdeck.tradingbot.store.Runs;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import io.quarterdeck.tradingbot.store.Runs.State;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that reads its bars from Kafka and keeps its journal in PostgreSQL. {@link #takeUp} brings back what its journal adds up
 * to; then all bars of the topic come again from the first. Beside it runs buy and hold over the same bars, for the report.
 */
final class TradingRun {

    private static final Logger log = LoggerFactory.getLogger(TradingRun.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TELL_EVERY = Duration.ofSeconds(2);
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);
    private static final Duration RECONCILE_EVERY = Duration.ofHours(1);
    private static final Duration REPORT_EVERY = Duration.ofDays(1);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /** How far a partition may be ahead of the slowest before it is left alone: bounds what is kept of it. */
    private static final long MOST_LEAD = Duration.ofDays(1).toMillis() * 1_000;

    private final String name;
    private final String strategy;
    private final Mode mode;
    private final Records records;
    private final BarTopic bars;
    private final TradingTopics topics;
    private final BotMetrics metrics;
    private final Clock clock;
    private final Duration patience;

    private final Runs runs;
    private final Demands demands;
    private final PostgresJournal journal;
    private final Engine engine;
    private final Performance.Recorder performance = Performance.recorder();
    private final Engine holding;
    private final Performance.Recorder holdingsPerformance = Performance.recorder();
    private final SlotMerger merger;

    private final Instant[] silentSince;
    private final boolean[] paused;
    private final boolean[] ended;
    private final Every telling;
    private final Every asking;
    private final Every reconciling;
    private final Every reporting;
    private volatile State state = State.CATCHING_UP;
    private long arrivedMillis;
    private long sent;
    private long reportedSlot = Entry.NO_SLOT;

    /** Says when it is time again. */
    private static final class Every {
        private final Duration interval;
        private final Clock clock;
        private Instant next = Instant.MIN;

        Every(Duration interval, Clock clock) {
            this.interval = interval;
            this.clock = clock;
        }

        boolean isTime() {
            Instant now = clock.instant();
            if (now.isBefore(next)) {
                return false;
            }
            next = now.plus(interval);
            return true;
        }
    }

    /** @param patience for so long a slot waits for a partition that is silent */
    TradingRun(
            Setup setup,
            Mode mode,
            Database database,
            Records records,
            BarTopic bars,
            TradingTopics topics,
            BotMetrics metrics,
            Clock clock,
            Duration patience) {
        name = setup.settings().run();
        strategy = setup.strategy().name();
        this.mode = mode;
        this.records = records;
        this.bars = bars;
        this.topics = topics;
        this.metrics = metrics;
        this.clock = clock;
        this.patience = patience;
        runs = new Runs(database);
        demands = new Demands(database);
        journal = new PostgresJournal(database, name, this::committed);
        engine = setup.engine(journal);
        holding = setup.buyAndHold().engine(holdingsPerformance);
        merger = new SlotMerger(setup.settings().symbols(), bars.partitions(), this::step);
        silentSince = new Instant[bars.partitions()];
        Arrays.fill(silentSince, clock.instant());
        paused = new boolean[bars.partitions()];
        ended = new boolean[bars.partitions()];
        telling = new Every(TELL_EVERY, clock);
        asking = new Every(ASK_EVERY, clock);
        reconciling = new Every(RECONCILE_EVERY, clock);
        reporting = new Every(REPORT_EVERY, clock);
    }

    /**
     * Takes the run up from its journal, or begins it, before the first {@link #turn}.
     *
     * @throws IllegalStateException if the journal is of another run, or does not add up
     */
    void takeUp() throws SQLException, IOException {
        runs.begin(name, mode, strategy);
        sent = runs.sent(name);
        long[] entries = {0};
        journal.read(0, page -> {
            engine.recover(page);
            for (Entry entry : page) {
                performance.append(entry);
                if (entry.sequence() >= sent) {
                    topics.send(entry); // again, or for the first time if it was killed before
                }
            }
            entries[0] += page.size();
        });
        sent = entries[0];
        log.info("run {}: journal entries={} halts={}", name, entries[0], engine.trips());
    }

    /**
     * Reads some bars and does what has come due.
     *
     * @return false once a replay is through
     */
    boolean turn() throws SQLException, IOException {
        if (reconciling.isTime()) {
            engine.reconcile(journal.positions());
        }
        if (asking.isTime()) {
            for (Demand demand : demands.open(name)) {
                meet(demand);
            }
        }
        bars.poll(POLL, this::take);
        boolean through = mode == Mode.REPLAY ? endPartitions() : followPartitions();
        if (through) {
            state = State.ENDED;
        }
        if (through || telling.isTime()) {
            tell();
            reportNowAndThen();
        }
        return !through;
    }

    /** True once it has caught up with the bars that were there. */
    boolean isRunning() {
        return state == State.RUNNING;
    }

    private void meet(Demand demand) {
        log.warn("{} {} by {}: {}", demand.command(), demand.argument(), demand.actor(), demand.reason());
        if (demand.command().equals(Demands.KILL)) {
            engine.kill(demand.id(), Halt.valueOf(demand.argument()), demand.actor(), demand.reason());
        } else {
            engine.resume(demand.id(), demand.argument(), demand.actor(), demand.reason());
        }
    }

    private void take(int partition, Bar bar, long timestampMillis) {
        metrics.bar();
        arrivedMillis = Math.max(arrivedMillis, timestampMillis);
        silentSince[partition] = clock.instant();
        merger.add(partition, bar);
    }

    private void step(Slot slot) {
        engine.step(slot);
        holding.step(slot);
    }

    private void committed(List<Entry> entries) {
        for (Entry entry : entries) {
            performance.append(entry);
            topics.send(entry);
        }
        sent = entries.get(entries.size() - 1).sequence() + 1;
        boolean ordered = metrics.committed(entries);
        if (ordered && state == State.RUNNING) {
            metrics.decided(Duration.ofMillis(Math.max(0, clock.millis() - arrivedMillis)));
        }
    }

    /** Whether all of them are read. */
    private boolean endPartitions() {
        boolean all = true;
        for (int i = 0; i < ended.length; i++) {
            if (!ended[i] && bars.isPastStart(i)) {
                ended[i] = true;
                merger.ended(i);
            }
            all &= ended[i];
            leaveAlone(i);
        }
        return all;
    }

    private boolean followPartitions() {
        Instant now = clock.instant();
        boolean caughtUp = true;
        for (int i = 0; i < silentSince.length; i++) {
            boolean atEnd = bars.isAtEnd(i);
            caughtUp &= atEnd;
            if (atEnd && silentSince[i].plus(patience).isBefore(now)) {
                merger.idle(i);
            }
            leaveAlone(i);
        }
        if (caughtUp && state == State.CATCHING_UP) {
            state = State.RUNNING;
            log.info("run {}: has caught up, newest minute {}", name, slot());
        }
        long silence = clock.millis() - arrivedMillis;
        if (state == State.RUNNING && engine.slot() >= 0 && silence > SILENCE.toMillis()) {
            engine.idle(engine.slot() + Slot.LENGTH_MICROS + silence * 1_000);
        }
        return false;
    }

    private void leaveAlone(int partition) {
        boolean farAhead = merger.leadMicros(partition) > MOST_LEAD;
        if (farAhead != paused[partition]) {
            bars.pause(partition, farAhead);
            paused[partition] = farAhead;
        }
    }

    private void tell() throws SQLException, IOException {
        topics.flush();
        var dropped = merger.dropped();
        long notTradedOn =
                dropped.repeated() + dropped.outOfOrder() + dropped.late() + dropped.broken() + bars.undecodable();
        runs.progress(name, state, engine.slot(), sent, notTradedOn);
        metrics.stands(engine.trips().size(), bars.lag(), notTradedOn);
    }

    /** Of a live run: when the market is quiet for the first time, then once a day. */
    private void reportNowAndThen() {
        boolean quiet = clock.millis() - arrivedMillis > QUIET.toMillis();
        if (state == State.RUNNING && quiet && engine.slot() > reportedSlot && reporting.isTime()) {
            report();
            reportedSlot = engine.slot();
        }
    }

    private String slot() {
        return engine.slot() < 0
                ? "none"
                : Instant.ofEpochSecond(engine.slot() / 1_000_000).toString();
    }

    /** What the run was worth so far, also written to the database. */
    Report report() {
        Trials trials = records.trials(strategy);
        Report report = Report.of(
                performance.performance(),
                holdingsPerformance.performance(),
                trials.count() == 0 ? Trials.ONE : trials);
        records.report(name, mode.sql(), report);
        return report;
    }
}
