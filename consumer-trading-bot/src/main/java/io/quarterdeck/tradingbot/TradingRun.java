package io.quarterdeck.tradingbot;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.engine.Engine;
import io.quarterdeck.tradingbot.engine.Setup;
import io.quarterdeck.tradingbot.feed.BarTopic;
import io.quarterdeck.tradingbot.feed.Silence;
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
import java.util.List;
import java.util.stream.IntStream;
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
    private static final Duration LOOK_FOR_ENDS_EVERY = Duration.ofMillis(100);
    private static final Duration RECONCILE_EVERY = Duration.ofHours(1);
    private static final Duration REPORT_EVERY = Duration.ofDays(1);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /** So many bars are kept of partitions that are ahead of others, about 150 bytes each. */
    private static final int MOST_OPEN_BARS = 200_000;

    private final String name;
    private final String strategy;
    private final Mode mode;
    private final Records records;
    private final BarTopic bars;
    private final TradingTopics topics;
    private final BotMetrics metrics;
    private final Clock clock;

    private final Runs runs;
    private final Demands demands;
    private final PostgresJournal journal;
    private final Engine engine;
    private final Performance.Recorder performance = Performance.recorder();
    private final Engine holding;
    private final Performance.Recorder holdingsPerformance = Performance.recorder();
    private final SlotMerger merger;

    private final Silence silence;
    private final boolean[] paused;
    private final boolean[] letGo;
    private final Every telling;
    private final Every asking;
    private final Every lookingForEnds;
    private final Every reconciling;
    private final Every reporting;
    private volatile State state = State.CATCHING_UP;
    private boolean flushingSteps;
    private long arrivedMillis; // the newest bar
    private long oldestMillis; // of those that the last read brought
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
        runs = new Runs(database);
        demands = new Demands(database);
        journal = new PostgresJournal(database, name, this::committed);
        engine = setup.engine(journal);
        holding = setup.buyAndHold().engine(holdingsPerformance);
        merger = new SlotMerger(setup.settings().symbols(), bars.partitions(), this::step);
        silence = new Silence(patience, bars.partitions());
        paused = new boolean[bars.partitions()];
        letGo = new boolean[bars.partitions()];
        telling = new Every(TELL_EVERY, clock);
        asking = new Every(ASK_EVERY, clock);
        lookingForEnds = new Every(LOOK_FOR_ENDS_EVERY, clock);
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
            engine.reconcile(journal.positions(sent));
        }
        if (asking.isTime()) {
            for (Demand demand : demands.open(name)) {
                meet(demand);
            }
            journal.flush();
        }
        oldestMillis = Long.MAX_VALUE;
        bars.poll(POLL, this::take);
        flushSteps();
        boolean through = false;
        if (mode == Mode.LIVE) {
            followPartitions();
        } else {
            through = allArePastStart();
            letGoOfThosePastStart();
        }
        flushSteps();
        leaveAheadAlone();
        if (through) {
            state = State.ENDED;
        }
        if (through || telling.isTime()) {
            tell();
            reportNowAndThen();
        }
        return !through;
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
        oldestMillis = Math.min(oldestMillis, timestampMillis);
        silence.brought(partition, bar.openTimeMicros(), clock.instant());
        merger.add(partition, bar);
    }

    private void step(Slot slot) {
        engine.step(slot);
        holding.step(slot);
    }

    private void flushSteps() {
        flushingSteps = true;
        journal.flush();
        flushingSteps = false;
    }

    private void committed(List<Entry> entries) {
        for (Entry entry : entries) {
            performance.append(entry);
            topics.send(entry);
        }
        sent = entries.get(entries.size() - 1).sequence() + 1;
        boolean ordered = metrics.committed(entries);
        if (ordered && flushingSteps && state == State.RUNNING) {
            long since = Math.min(
                    oldestMillis, arrivedMillis); // which of them it was that the order waited for is not known
            metrics.decided(Duration.ofMillis(Math.max(0, clock.millis() - since)));
        }
    }

    private boolean allArePastStart() {
        return IntStream.range(0, bars.partitions()).allMatch(bars::isPastStart);
    }

    /** While others bring what was there at the start, nobody waits for those that are through with it. */
    private void letGoOfThosePastStart() {
        for (int i = 0; i < letGo.length; i++) {
            if (!letGo[i] && bars.isPastStart(i)) {
                letGo[i] = true;
                merger.ended(i);
            }
        }
    }

    private void followPartitions() {
        if (state == State.CATCHING_UP) {
            if (!allArePastStart()) {
                letGoOfThosePastStart();
                return;
            }
            for (int i = 0; i < letGo.length; i++) {
                merger.waitFor(i); // the newest minute may have more bars to come
            }
            state = State.RUNNING;
            log.info("run {}: has caught up, newest minute {}", name, slot());
        }
        if (lookingForEnds.isTime()) {
            giveUpSilentOnes();
            long silence = clock.millis() - arrivedMillis;
            if (engine.slot() >= 0 && silence > SILENCE.toMillis()) {
                engine.idle(engine.slot() + Slot.LENGTH_MICROS + silence * 1_000);
            }
        }
    }

    private void giveUpSilentOnes() {
        Instant now = clock.instant();
        boolean[] atEnd = null;
        for (int i = 0; i < letGo.length; i++) {
            long endured = silence.endured(i, now);
            if (merger.waits(endured)) {
                atEnd = atEnd == null ? bars.areAtEnd() : atEnd;
                if (atEnd[i]) {
                    merger.giveUp(i, endured);
                }
            }
        }
    }

    /** Those that are ahead wait while much is kept; the slowest one never does. */
    private void leaveAheadAlone() {
        boolean much = merger.openBars() > MOST_OPEN_BARS;
        for (int i = 0; i < paused.length; i++) {
            boolean leave = much && merger.leadMicros(i) > 0;
            if (leave != paused[i]) {
                bars.pause(i, leave);
                paused[i] = leave;
            }
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
