package io.quarterdeck.dashboard;

import io.quarterdeck.dashboard.access.UserLines;
import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.marketdata.RejectedLine;
import io.quarterdeck.marketdata.SourceManifest;
import io.quarterdeck.marketdata.SourceManifest.PartitionSum;
import io.quarterdeck.marketdata.SourceManifest.Status;
import io.quarterdeck.marketdata.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A small market, put into the stores by SQL and a producer of its own: BTCUSD and ETHUSD, minute by minute over ten days
 * of 2016Q4 with a gap, two releases of that quarter, the runs that made them, and one that the gate refused.
 */
final class Scene {

    static final String VIEWER = "sees everything";
    static final String OPERATOR = "starts quarters";
    static final long SOURCE = -6172840429334713770L;

    private final Servers servers;
    private final Path folder;
    private final KeyPair key;

    private Scene(Servers servers, Path folder, KeyPair key) {
        this.servers = servers;
        this.folder = folder;
        this.key = key;
    }

    static Scene empty(Path folder) throws Exception {
        var servers = Servers.running();
        var scene = new Scene(
                servers, folder, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        scene.clear();
        Files.write(
                folder.resolve("dashboard.users"),
                List.of(UserLines.line("viewer", "viewer", VIEWER), UserLines.line("operator", "operator", OPERATOR)));
        Files.writeString(
                folder.resolve("certificate.pub"),
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n".formatted(scene.publicKey()));
        return scene;
    }

    static Scene full(Path folder) throws Exception {
        Scene scene = empty(folder);
        scene.rawBars();
        scene.features();
        scene.runs();
        scene.files();
        scene.certify(null);
        return scene;
    }

    Servers servers() {
        return servers;
    }

    Dashboard dashboard() throws IOException {
        var web = new WebOptions();
        web.host = "127.0.0.1";
        web.port = 0;
        web.usersFile = folder.resolve("dashboard.users");
        return Dashboard.open(
                new Dashboard.Options(
                        servers.kafkaClient(),
                        servers.options("dashboard"),
                        web,
                        folder.resolve("certificate.pub"),
                        Optional.empty(),
                        "test"),
                Clock.systemUTC());
    }

    private void clear() throws ExecutionException, InterruptedException, IOException {
        servers.execute("""
                SET session_replication_role = replica;
                TRUNCATE raw.bars, raw.trades, raw.undecodable, raw.consumer_offset, raw.lake_offset,
                         features.bars_5m, features.bars_15m, features.bars_1h, features.bars_4h, features.bars_1d,
                         governance.certificate, governance.drift, governance.lineage_event, governance.quality_result,
                         governance.release_table, governance.release, governance.run_log, governance.run_quarter,
                         governance.run_step, governance.run, governance.operator_action, schedule.operator_outcome,
                         schedule.scheduled_tasks, trading.run, trading.journal, trading.progress, trading.command,
                         trading.report, trading.trial RESTART IDENTITY;
                """);
        try (var admin = Admin.create(Map.<String, Object>copyOf(servers.kafkaClient()))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        }
        try {
            new io.quarterdeck.infra.Bootstrap(
                            servers.kafkaClient(),
                            servers.options(io.quarterdeck.testservers.TestPostgres.OWNER),
                            servers.postgres().secrets(),
                            io.quarterdeck.infra.TopicSettings.DEFAULT)
                    .prepareKafka();
        } catch (io.quarterdeck.infra.BootstrapException e) {
            throw new IOException(e);
        }
    }

    /** 14,400 minutes for each symbol without the 5th of the ten days; one minute twice, its newer row says 1 more. */
    void rawBars() {
        servers.execute("""
                SELECT raw.ensure_quarters('raw.bars', '2016-10-01', '2016-12-31');
                INSERT INTO raw.bars (symbol, open_time, open, high, low, close, volume, source_id, source_line,
                                      kafka_partition, kafka_offset, ingested_at)
                SELECT symbol, time, base + n %% 100, base + n %% 100 + 2, base + n %% 100 - 1, base + n %% 100 + 1,
                       1 + n %% 7, %1$d, n + 2, partition, n, clock_timestamp() - interval '2 hours'
                  FROM (VALUES ('BTCUSD', 600, 0), ('ETHUSD', 10, 1)) AS of (symbol, base, partition),
                       LATERAL (SELECT n, timestamptz '2016-10-03 00:00:00Z' + n * interval '1 minute' AS time
                                  FROM generate_series(0, 14399) AS n) AS minute
                 WHERE time::date <> '2016-10-07';
                INSERT INTO raw.bars SELECT symbol, open_time, open + 1, high + 1, low + 1, close + 1, volume, source_id,
                       source_line + 1000000, kafka_partition, 14400, ingested_at
                  FROM raw.bars WHERE symbol = 'BTCUSD' AND open_time = '2016-10-12 23:30:00Z';
                INSERT INTO raw.consumer_offset (topic, kafka_partition, next_offset, topic_id)
                VALUES ('market.bars', 0, 14402, 'x'), ('market.bars', 1, 14401, 'x');
                INSERT INTO raw.lake_offset (topic, kafka_partition, next_offset)
                VALUES ('market.bars', 0, 14402), ('market.bars', 1, 10000);
                INSERT INTO raw.undecodable (topic, kafka_partition, kafka_offset, value, reason, ingested_at)
                VALUES ('market.bars', 0, 14401, convert_to(E'{"symbol": <b>\\u0007\\u00e4', 'UTF8'), 'not JSON: <script>', clock_timestamp());
                """.formatted(SOURCE));
    }

    /** Hours and days made from the raw rows by other SQL than the dashboard's; features are simple functions of time. */
    void features() {
        servers.execute("""
                SET TimeZone = 'UTC';
                SELECT features.add_quarter('2016Q4');
                """);
        for (String[] table : new String[][] {{"1h", "hour"}, {"1d", "day"}}) {
            servers.execute("""
                    SET TimeZone = 'UTC';
                    INSERT INTO features.bars_%1$s (symbol, open_time, known_at, open, high, low, close, volume, vwap, coverage,
                                                  realized_volatility, log_return_1, ema_ratio_12, ema_ratio_26,
                                                  bollinger_percent_b_20, bollinger_bandwidth_20, rsi_14,
                                                  label_forward_log_return_1, label_forward_sign_1)
                    SELECT symbol, bin, bin + interval '1 %2$s', first_open, high, low, last_close, volume, (high + low) / 2,
                           least(1, minutes * 1.0 / (extract(epoch FROM interval '1 %2$s') / 60)), 0.01,
                           CASE WHEN row > 1 THEN sin(row) / 100 END,
                           CASE WHEN row > 11 THEN 0.02 END, CASE WHEN row > 25 THEN -0.03 END,
                           CASE WHEN row > 19 THEN 0.75 END, CASE WHEN row > 19 THEN 0.04 END,
                           CASE WHEN row > 14 THEN 50 + 40 * cos(row) END,
                           sin(row + 1) / 100, sign(sin(row + 1))
                      FROM (SELECT *, row_number() OVER (PARTITION BY symbol ORDER BY bin) AS row
                              FROM (SELECT DISTINCT symbol, date_trunc('%2$s', open_time) AS bin,
                                           first_value(open) OVER whole AS first_open, last_value(close) OVER whole AS last_close,
                                           max(high) OVER whole AS high, min(low) OVER whole AS low,
                                           sum(volume) OVER whole AS volume, count(*) OVER whole AS minutes
                                      FROM raw.bars AS bar
                                     WHERE NOT EXISTS (SELECT FROM raw.bars AS newer
                                                        WHERE newer.symbol = bar.symbol AND newer.open_time = bar.open_time
                                                          AND newer.kafka_offset > bar.kafka_offset)
                                    WINDOW whole AS (PARTITION BY symbol, date_trunc('%2$s', open_time) ORDER BY open_time
                                                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS bins) AS rows
                     WHERE bin < '2016-10-12';
                    """.formatted(table[0], table[1]));
        }
    }

    void runs() {
        servers.execute("""
                INSERT INTO governance.run (state, started_at, ended_at, quarters, options, code_version, started_by,
                                            spark_application_id, bars_snapshot_id, error)
                VALUES ('SUCCEEDED', '2017-01-01 01:00:00Z', '2017-01-01 01:00:30Z', '{2016Q4}', '{"due": true}', '1.0', 'me', 'local-1',
                        9007199254740993, NULL),
                       ('SUCCEEDED', '2017-01-02 01:00:00Z', '2017-01-02 01:00:31.5Z', '{2016Q4}', '{}', '1.0', 'me', 'local-2', 2, NULL),
                       ('REFUSED', '2017-01-03 01:00:00Z', '2017-01-03 01:00:10Z', '{2017Q1}', '{}', '1.0', 'me', 'local-3', 3, NULL);
                INSERT INTO governance.run_quarter (run, quarter, state, took_ms, release, gate)
                VALUES (1, '2016Q4', 'PUBLISHED', 20000, '2016Q4-v1', '[]'),
                       (2, '2016Q4', 'PUBLISHED', 21000, '2016Q4-v2',
                        '[{"check": "coverage", "symbol": "BTCUSD", "found": 0.9, "allowed": 0.5, "passed": true}]'),
                       (3, '2017Q1', 'REFUSED', 5000, NULL,
                        '[{"check": "reject_ratio", "symbol": null, "found": 0.2, "allowed": 0.05, "passed": false}]');
                INSERT INTO governance.run_step (run, quarter, step, started_at, took_ms, rows_in, rows_out)
                VALUES (2, NULL, 'start Spark', '2017-01-02 01:00:00Z', 4000, NULL, NULL),
                       (2, '2016Q4', 'features 1h', '2017-01-02 01:00:10Z', 3000, 28801, 432);
                INSERT INTO governance.quality_result (run, quarter, symbol, rule, action, row_count, samples)
                VALUES (2, '2016Q4', 'BTCUSD', 'bars', 'total', 12961, '[]'), (2, '2016Q4', 'BTCUSD', 'days', 'total', 9, '[]'),
                       (2, '2016Q4', 'BTCUSD', 'expected_days', 'total', 10, '[]'),
                       (2, '2016Q4', 'ETHUSD', 'bars', 'total', 12960, '[]'),
                       (2, '2016Q4', 'BTCUSD', 'conflicting_duplicate', 'drop', 1,
                        '[{"row": "BTCUSD 2016-10-12 23:30 <b>", "source_id": %1$d, "source_line": 14372}]'),
                       (2, '2016Q4', 'ETHUSD', 'gap', 'flag', 2, '[]'), (2, '2016Q4', 'BTCUSD', 'gap', 'flag', 3, '[]'),
                       (3, '2017Q1', 'BTCUSD', 'spike', 'drop', 7, '[]');
                INSERT INTO governance.release (quarter, version, started_at, created_at, code_version, lake_snapshot_id, options,
                                                quality, certificate, run_id, partial)
                VALUES ('2016Q4', 1, '2017-01-01Z', '2017-01-01 02:00Z', '1.0', 1, '{}', '{"BTCUSD": {}, "ETHUSD": {}}', '1', 1, true),
                       ('2016Q4', 2, '2017-01-02Z', '2017-01-02 02:00Z', '1.0', 2, '{}', '{"BTCUSD": {}, "ETHUSD": {}}', '1', 2, true);
                INSERT INTO governance.release_table (release, table_name, row_count, content_hash, lake_snapshot_id, diff)
                SELECT '2016Q4-v2', 'features.bars_1h', count(*), repeat('a', 32), 1,
                       '{"added": 1, "changed": 2, "removed": 0, "columns": [{"column": "close", "changed": 2, "largest_absolute": 1.5, "largest_relative": 0.1}]}'::jsonb
                  FROM features.bars_1h
                UNION ALL SELECT '2016Q4-v2', 'features.bars_1d', count(*), repeat('b', 32), 1, NULL FROM features.bars_1d
                UNION ALL SELECT '2016Q4-v1', 'features.bars_1d', 7, repeat('c', 32), 1, NULL;
                INSERT INTO governance.drift (release, table_name, column_name, reference_release, value_count, reference_value_count,
                                              psi, psi_limit, mean_shift, mean_shift_limit, null_share, reference_null_share,
                                              null_share_rise_limit, drifted)
                VALUES ('2016Q4-v2', 'features.bars_1h', 'rsi_14', '2016Q4-v1', 10, 10, 0.1, 0.25, 0.1, 1, 0, 0, 0.1, '{}'),
                       ('2016Q4-v2', 'features.bars_1h', 'log_return_1', '2016Q4-v1', 10, 10, 0.9, 0.25, 2, 1, 0, 0, 0.1, '{psi,mean}');
                INSERT INTO governance.lineage_event (run, quarter, event_type, event_time, event)
                VALUES (2, '2016Q4', 'START', now(), '{"job": {"name": "j"}, "inputs": [], "outputs": []}'),
                       (2, '2016Q4', 'COMPLETE', now(), '{"job": {"name": "quarterly-features.quarter"},
                         "inputs": [{"namespace": "file:/lake", "name": "raw.bars", "facets": {"version": {"datasetVersion": "2"}}}],
                         "outputs": [{"namespace": "file:/lake", "name": "features.bars_1h", "facets": {"version": {"datasetVersion": "5"}}},
                                     {"namespace": "postgres://localhost", "name": "quarterdeck.features.bars_1h",
                                      "facets": {"version": {"datasetVersion": "2016Q4-v2"}}}]}');
                INSERT INTO governance.run_log (run, position, logged_at, level, logger, message)
                VALUES (2, 1, '2017-01-02 01:00:00Z', 'INFO', 'io.quarterdeck.batch.QuarterlyFeatures', 'begun'),
                       (2, 2, '2017-01-02 01:00:31Z', 'WARN', 'org.apache.spark.X', 'slow <b>');
                INSERT INTO schedule.scheduled_tasks (task_name, task_instance, execution_time, picked, last_heartbeat, version)
                VALUES ('quarterly-features', 'recurring', '2030-01-01 03:00:00Z', false, NULL, 1);
                """.formatted(SOURCE));
    }

    /**
     * A live run of the bot, written as the bot does: 2 BTCUSD bought at 100 and 110, half a one sold at 119, an order that was
     * cancelled and one that is half filled; a stop-loss that went by, a drawdown that stands. And an ended replay, a report, two
     * trials.
     */
    void bot() {
        servers.execute("trading_bot", """
                INSERT INTO trading.run (name, mode, strategy) VALUES ('replayed', 'replay', 'trend'), ('paper', 'live', 'trend');
                INSERT INTO trading.progress (run, slot, state, dropped)
                VALUES ('replayed', '2016-10-12 23:59Z', 'ended', 0), ('paper', '2016-10-03 03:10Z', 'running', 7);
                INSERT INTO trading.journal (run, sequence, type, at, symbol, entry)
                SELECT 'paper', n - 1, entry ->> 'type',
                       to_timestamp(nullif((entry ->> 'slot')::float8, -1) / 1000000) + interval '1 minute', entry ->> 'symbol', entry
                  FROM json_array_elements('[
                    {"type":"started","sequence":0,"slot":-1,"run":"paper","strategy":"Trend[fast=2]","settings":"cash=1000.0"},
                    {"type":"marked","sequence":1,"slot":1475452800000000,"cash":1000,"equity":1000,"holdings":[]},
                    {"type":"ordered","sequence":2,"slot":1475456340000000,"order":"aa","symbol":"BTCUSD","quantity":2,"reference_price":100,"why":"fast above slow"},
                    {"type":"filled","sequence":3,"slot":1475456400000000,"order":"aa","symbol":"BTCUSD","quantity":1,"open":100,"price":100,"fee":0.1},
                    {"type":"filled","sequence":4,"slot":1475456460000000,"order":"aa","symbol":"BTCUSD","quantity":1,"open":109,"price":110,"fee":0.1},
                    {"type":"marked","sequence":5,"slot":1475459940000000,"cash":789.8,"equity":1029.8,"holdings":[{"symbol":"BTCUSD","quantity":2,"price":120}]},
                    {"type":"ordered","sequence":6,"slot":1475459940000000,"order":"bb","symbol":"BTCUSD","quantity":-0.5,"reference_price":120,"why":"less <b>volatile</b>"},
                    {"type":"filled","sequence":7,"slot":1475460000000000,"order":"bb","symbol":"BTCUSD","quantity":-0.5,"open":119,"price":119,"fee":0.05},
                    {"type":"ordered","sequence":8,"slot":1475461740000000,"order":"cc","symbol":"BTCUSD","quantity":1,"reference_price":119,"why":"again"},
                    {"type":"cancelled","sequence":9,"slot":1475461800000000,"order":"cc","symbol":"BTCUSD","rest":1,"why":"decided anew"},
                    {"type":"ordered","sequence":10,"slot":1475461860000000,"order":"dd","symbol":"ETHUSD","quantity":3,"reference_price":10,"why":"fast above slow"},
                    {"type":"filled","sequence":11,"slot":1475461920000000,"order":"dd","symbol":"ETHUSD","quantity":1,"open":10,"price":10,"fee":0.01},
                    {"type":"marked","sequence":12,"slot":1475463540000000,"cash":839.24,"equity":926.82,"holdings":[{"symbol":"BTCUSD","quantity":1.5,"price":52}, {"symbol":"ETHUSD","quantity":1,"price":9.58}]},
                    {"type":"guarded","sequence":13,"slot":1475463600000000,"guard":"stop-loss","act":"TRIPPED","symbol":"BTCUSD","halt":"FLATTEN","detail":"lost 50 %","equity":926.82},
                    {"type":"guarded","sequence":14,"slot":1475463660000000,"guard":"price-band","act":"REFUSED","symbol":"BTCUSD","detail":"52 is 50 % from 105","equity":926.82},
                    {"type":"guarded","sequence":15,"slot":1475463720000000,"guard":"stop-loss","act":"RELEASED","symbol":"BTCUSD","detail":"cooled down","equity":926.82},
                    {"type":"guarded","sequence":16,"slot":1475463780000000,"guard":"maximum-drawdown","act":"TRIPPED","halt":"FLATTEN","detail":"10 % below the peak","equity":926.82}
                  ]'::json) WITH ORDINALITY AS of (entry, n);
                INSERT INTO trading.report (run, mode, strategy, report, page)
                VALUES ('paper', 'live', 'Trend[fast=2]',
                        '{"performance": {"from": "2016-10-03T00:01:00Z", "to": "2016-10-05T00:00:00Z",
                           "totals": {"growth": -0.07318, "cagr": null, "sharpe": 1.5, "maximum_drawdown": 0.1, "fees": 0.26, "slippage": 1, "trades": 3},
                           "days": [{"date": "2016-10-03", "equity": 926.82}, {"date": "2016-10-04", "equity": 926.82}]},
                          "against": {"totals": {"growth": 0.5}, "equities": [1400, 1500]},
                          "sharpe": {"low": -1, "high": 3}, "deflated": {"trials": 2, "probability": 0.6}}',
                        '<!doctype html><title>paper</title><style>p { color: red }</style><script>document.title = "ran"</script><p>a report</p>'),
                       ('../x"y', 'backtest', 'BuyAndHold[]', '{}', '<p>odd</p>');
                INSERT INTO trading.trial (run, strategy, options, daily_sharpe, totals)
                VALUES ('paper', 'trend', 'Trend[fast=2]', 0.1, '{"growth": 0.2, "sharpe": 1.9, "maximum_drawdown": 0.3, "trades": 4}'),
                       ('paper', 'trend', 'Trend[fast=3]', NULL, '{}');
                """);
    }

    /** Two files in Kafka, one of them half; as many records as PostgreSQL has offsets, and three more. */
    void files() throws ExecutionException, InterruptedException {
        var settings =
                Map.<String, Object>of("bootstrap.servers", servers.kafka().servers(), "linger.ms", 20);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            byte[] any = "{}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 14405; i++) {
                producer.send(new ProducerRecord<>(Topics.BARS, 0, "BTCUSD", any));
                if (i < 14401) {
                    producer.send(new ProducerRecord<>(Topics.BARS, 1, "ETHUSD", any));
                }
            }
            Instant now = Instant.now();
            send(producer, manifest(SOURCE, "bars <old>.csv", Status.IN_PROGRESS, 5, now));
            send(producer, manifest(SOURCE, "bars <b>.csv", Status.COMPLETE, 25921, now.minusSeconds(100)));
            send(producer, manifest(77, "more.csv", Status.IN_PROGRESS, 3, now.minusSeconds(10)));
            for (int i = 1; i <= 250; i++) {
                var line =
                        new RejectedLine(77, "more.csv", i, "<img src=x onerror=alert(1)>," + i, "column 2: no number");
                producer.send(new ProducerRecord<>(Topics.REJECTED, "more.csv", FileJson.write(line)));
            }
            producer.flush();
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, SourceManifest manifest)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(
                        Topics.MANIFESTS, String.valueOf(manifest.sourceId()), FileJson.write(manifest)))
                .get();
    }

    static SourceManifest manifest(long source, String name, Status status, long rows, Instant startedAt) {
        long micros = startedAt.toEpochMilli() * 1000;
        long rejected = source == 77 ? 250 : 0;
        return new SourceManifest(
                source,
                "ab".repeat(32),
                name,
                "bars",
                status,
                1,
                rows + rejected,
                rows + rejected,
                rows + rejected,
                rows,
                rejected,
                Topics.BARS,
                List.of(
                        new PartitionSum(0, rows / 2, "0".repeat(32)),
                        new PartitionSum(1, rows - rows / 2, "0".repeat(32))),
                micros,
                Instant.now().toEpochMilli() * 1000);
    }

    private String publicKey() {
        return Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
    }

    /** A certificate, signed, that covers the rows that raw bars have of the quarter, or all. */
    void certify(String quarter) {
        String condition = quarter == null
                ? "true"
                : "open_time >= features.quarter_start('%1$s') AND open_time < features.quarter_end('%1$s')"
                        .formatted(quarter);
        long rows = (long) servers.number("SELECT count(*) FROM raw.bars WHERE " + condition);
        String body =
                "{\"format\":\"quarterdeck-certificate/1\",\"created_at\":\"%s\",\"quarter\":%s,\"topics\":[{\"topic\":\"market.bars\",\"source_id\":null,\"rows\":%d,\"hash\":\"%s\"}]}"
                        .formatted(Instant.now(), quarter == null ? "null" : '"' + quarter + '"', rows, "0".repeat(32));
        List<String> before = servers.query("SELECT id, hash FROM governance.certificate ORDER BY id DESC LIMIT 1");
        long id = before.isEmpty() ? 1 : Long.parseLong(before.get(0).split("\\|")[0]) + 1;
        String prev = before.isEmpty() ? "0".repeat(64) : before.get(0).split("\\|")[1];
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest((prev + body).getBytes(StandardCharsets.UTF_8)));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(hash.getBytes(StandardCharsets.UTF_8));
            servers.execute(
                    "INSERT INTO governance.certificate (id, created_at, body, prev_hash, hash, signature, public_key) VALUES (%d, now(), '%s', '%s', '%s', '%s', '%s')"
                            .formatted(
                                    id,
                                    body,
                                    prev,
                                    hash,
                                    Base64.getEncoder().encodeToString(signature.sign()),
                                    publicKey()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows of a later time, as the landers store them. */
    void moreRows(int count) {
        servers.execute("""
                WITH next AS (SELECT next_offset FROM raw.consumer_offset WHERE topic = 'market.bars' AND kafka_partition = 0),
                     rows AS (INSERT INTO raw.bars SELECT 'BTCUSD', timestamptz '2016-10-13Z' + n * interval '1 minute', 1, 2, 0.5, 1.5, 1,
                                     %d, n, 0, next_offset + n, clock_timestamp()
                                FROM next, generate_series(0, %d - 1) AS n)
                UPDATE raw.consumer_offset SET next_offset = next_offset + %2$d WHERE topic = 'market.bars' AND kafka_partition = 0
                """.formatted(SOURCE, count));
    }

    static List<String> texts(Iterable<com.fasterxml.jackson.databind.JsonNode> nodes) {
        var texts = new ArrayList<String>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    static final Duration PATIENCE = Duration.ofMinutes(10);
}
