package io.quarterdeck.dashboard.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.dashboard.pulse.KafkaLook.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Rates, their history, and how it reaches those who listen. */
class MovementTest {

    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final String BARS = "market.bars";

    private static KafkaLook look(long end) {
        return new KafkaLook(
                Map.of(BARS, new TreeMap<>(Map.of(0, new Span(0, end / 2), 1, new Span(0, end - end / 2)))),
                null,
                List.of(),
                List.of());
    }

    private static Pulse pulse(Instant at, Double rate, Long postgresLag) {
        var topic = new Pulse.Topic(BARS, List.of(), rate, postgresLag, postgresLag);
        return new Pulse(
                at, new Pulse.Up(true, true), List.of(), List.of(topic), null, 0, 0L, List.of(), null, List.of(), 0);
    }

    @Test
    void aRateIsThatOfTheLastTenSeconds() {
        var rates = new Rates();

        assertThat(rates.after(NOON, look(0))).isEmpty();
        assertThat(rates.after(NOON.plusSeconds(2), look(1000))).containsEntry(BARS, 500.0);
        for (int second = 4; second <= 30; second += 2) {
            rates.after(NOON.plusSeconds(second), look(1000));
        }
        assertThat(rates.after(NOON.plusSeconds(32), look(1000))).containsEntry(BARS, 0.0);
    }

    @Test
    void aTopicThatBeginsAnewHasNoNegativeRate() {
        var rates = new Rates();
        rates.after(NOON, look(1000));
        assertThat(rates.after(NOON.plusSeconds(2), look(0))).containsEntry(BARS, 0.0);
    }

    @Test
    void theHistoryKeepsTheLargestOfEachTenSeconds() {
        var history = new PulseHistory();
        history.add(pulse(NOON, 5.0, 7L));
        history.add(pulse(NOON.plusSeconds(2), 9.0, 3L));
        history.add(pulse(NOON.plusSeconds(12), null, null));

        var told = history.since(NOON.plusSeconds(20), 60);

        assertThat(told.times()).containsExactly(NOON.getEpochSecond(), NOON.getEpochSecond() + 10);
        assertThat(told.rowsPerSecond().get(BARS)).containsExactly(9.0, null);
        assertThat(told.lag().get(Pulse.POSTGRES)).containsExactly(7L, null);
    }

    @Test
    void aDayIsToldInAtMost360PointsWithoutLosingAPeak() {
        var history = new PulseHistory();
        for (int second = 0; second < 90_000; second += 10) {
            history.add(pulse(NOON.plusSeconds(second), second == 50_000 ? 1e6 : 1.0, 0L));
        }

        var told = history.since(NOON.plusSeconds(90_000), 1440);

        assertThat(told.times()).hasSizeBetween(350, 361).isSorted();
        assertThat(told.rowsPerSecond().get(BARS)).contains(1e6).hasSameSizeAs(told.times());
        assertThat(history.since(NOON.plusSeconds(90_000), 1).times()).hasSizeLessThanOrEqualTo(7);
    }

    @Test
    void aSlowListenerIsDroppedAndTheOthersHearEverything() throws Exception {
        var stream = new LiveStream();
        var threads = Executors.newFixedThreadPool(2);
        var blocked = new CountDownLatch(1);
        var slow = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (new String(bytes, offset, length, StandardCharsets.UTF_8).contains("pulse")) {
                    write(0);
                }
            }
        };
        var heard = new ByteArrayOutputStream();
        var going = new AtomicBoolean(true);
        try {
            Future<?> slowEnd = threads.submit(() -> {
                stream.serve(slow, () -> true);
                return null;
            });
            Future<?> end = threads.submit(() -> {
                stream.serve(heard, going::get);
                return null;
            });
            org.awaitility.Awaitility.await().until(() -> stream.listeners() == 2);

            for (int i = 0; i < 40; i++) {
                int number = i;
                stream.publish("pulse", Map.of("number", i));
                org.awaitility.Awaitility.await()
                        .until(() -> heard.toString(StandardCharsets.UTF_8).contains("{\"number\":" + number + "}"));
            }

            assertThat(stream.listeners()).isEqualTo(1);
            blocked.countDown();
            slowEnd.get(10, TimeUnit.SECONDS);
            going.set(false);
            stream.publish("pulse", Map.of());
            end.get(10, TimeUnit.SECONDS);
            assertThat(stream.listeners()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theEndOfTheStreamEndsItsListeners() throws Exception {
        var stream = new LiveStream();
        var threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> end = threads.submit(() -> {
                stream.serve(new ByteArrayOutputStream(), () -> true);
                return null;
            });
            org.awaitility.Awaitility.await().until(() -> stream.listeners() == 1);
            stream.close();
            end.get(5, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theCensusAddsUpWhatItIsTold() {
        var census = new RawCensus();
        var day = LocalDate.parse("2016-12-31");
        assertThat(census.rows(BARS)).isEmpty();
        census.add(BARS, List.of(group("A", day, 10, NOON.minusSeconds(7200))), Map.of(0, 10L));
        census.complete();
        census.add(
                BARS,
                List.of(group("A", day, 5, NOON), group("A", day.plusDays(1), 7, NOON), group("B", null, 2, NOON)),
                Map.of(0, 24L));

        assertThat(census.rows(BARS)).contains(24L);
        assertThat(census.untimed(BARS)).isEqualTo(2);
        assertThat(census.rowsByQuarter(BARS).toString()).isEqualTo("{2016Q4=15, 2017Q1=7}");
        assertThat(census.barDays("A").toString()).isEqualTo("{2016-12-31=15, 2017-01-01=7}");
        assertThat(census.counted(BARS)).containsExactly(Map.entry(0, 24L));
        assertThat(census.covers(List.of(new PostgresLook.Offset(BARS, 0, 24)))).isTrue();
        assertThat(census.covers(List.of(new PostgresLook.Offset(BARS, 0, 25)))).isFalse();
        assertThat(census.covers(List.of(new PostgresLook.Offset(BARS, 1, 1)))).isFalse();
        assertThat(census.recentRows(NOON)).isEqualTo(14);
        assertThat(census.recentRows(NOON.plusSeconds(7200))).isZero();
    }

    private static RawCensus.Group group(String symbol, LocalDate day, long rows, Instant ingested) {
        return new RawCensus.Group(symbol, day, rows, NOON, NOON, ingested);
    }
}
