package io.quarterdeck.datastorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.infra.BootstrapException;
import io.quarterdeck.infra.TopicSettings;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.EventKind.Column;
import io.quarterdeck.marketdata.Topics;
import io.quarterdeck.testservers.Servers;
import io.quarterdeck.testservers.WithServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bootstrap leaves behind, seen by those who then work with it. */
@WithServers
class BootstrapIT {

    private static final ConfigResource MANIFESTS = topic(Topics.MANIFESTS);
    private static final ConfigResource BARS = topic(Topics.BARS);
    private static final List<String> TOPICS =
            List.of(Topics.BARS, Topics.TRADES, Topics.REJECTED, Topics.MANIFESTS, Topics.ORDERS, Topics.FILLS);

    private static final String UNDESCRIBED = """
            SELECT c.relname, a.attname FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE %s AND c.relkind IN ('r', 'p', 'v')
               AND NOT c.relispartition AND col_description(c.oid, a.attnum) IS NULL""";

    private final Servers servers = Servers.running();

    @BeforeEach
    void emptyTopicsAndTables() throws Exception {
        servers.reset();
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        var before = state();

        servers.bootstrap(TopicSettings.DEFAULT).run();

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void topicsHaveTheirPartitionsAndSettings() throws Exception {
        try (var admin = servers.admin()) {
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrderElementsOf(TOPICS);
            var topics = admin.describeTopics(TOPICS).allTopicNames().get();
            assertThat(topics.get(Topics.BARS).partitions()).hasSize(6);
            assertThat(topics.get(Topics.TRADES).partitions()).hasSize(6);
            assertThat(topics.get(Topics.REJECTED).partitions()).hasSize(1);
            assertThat(topics.get(Topics.MANIFESTS).partitions()).hasSize(1);
            assertThat(topics.get(Topics.ORDERS).partitions()).hasSize(1); // in the order of the journal
            assertThat(topics.get(Topics.FILLS).partitions()).hasSize(1);
        }
        assertThat(setting(BARS, "retention.ms")).isEqualTo("-1");
        for (String kept : List.of(Topics.TRADES, Topics.ORDERS, Topics.FILLS)) {
            assertThat(setting(topic(kept), "retention.ms")).as(kept).isEqualTo("-1");
        }
        assertThat(setting(MANIFESTS, "cleanup.policy")).isEqualTo("compact");
    }

    @Test
    void aSettingChangedByHandIsSetBack() throws Exception {
        try (var admin = servers.admin()) {
            var shortLived = new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), OpType.SET);
            admin.incrementalAlterConfigs(Map.of(BARS, List.of(shortLived)))
                    .all()
                    .get();
        }

        servers.bootstrap(TopicSettings.DEFAULT).prepareKafka();

        assertThat(setting(BARS, "retention.ms")).isEqualTo("-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12})
    void anotherNumberOfPartitionsIsRefused(int partitions) {
        var bootstrap = servers.bootstrap(new TopicSettings(partitions, (short) 1));

        assertThatThrownBy(bootstrap::prepareKafka)
                .isInstanceOf(BootstrapException.class)
                .hasMessageContaining("topic market.bars has 6 partitions, not " + partitions)
                .hasMessageContaining("ask for 6");
    }

    @Test
    void aNewPasswordFileBecomesThePasswordOfTheRole() throws Exception {
        var file = servers.options("dashboard").passwordFile;
        Files.delete(file);

        servers.bootstrap(TopicSettings.DEFAULT).prepareDatabase();

        assertThat(Files.readString(file)).isNotBlank();
        servers.executeAs("dashboard", "SELECT count(*) FROM raw.bars");
    }

    @ParameterizedTest
    @CsvSource({
        "data_storage, 5min, 1min, 1min",
        "stream_storage, 1min, 30s, 1min",
        "batch, 1h, 5min, 15min",
        "dashboard, 30s, 10s, 1min",
        "trading_bot, 5min, 30s, 5min",
        "ml_reader, 15min, 1min, 10min"
    })
    void aSessionOfARoleHasLimitsOfTime(String role, String statement, String lock, String idle) throws Exception {
        try (var connection = servers.connectAs(role)) {
            for (var limit : Map.of(
                            "statement_timeout", statement,
                            "lock_timeout", lock,
                            "idle_in_transaction_session_timeout", idle)
                    .entrySet()) {
                try (var query = connection.createStatement();
                        var row = query.executeQuery("SHOW " + limit.getKey())) {
                    row.next();
                    assertThat(row.getString(1)).as(limit.getKey()).isEqualTo(limit.getValue());
                }
            }
        }
    }

    @Test
    void noRoleCanTakeAllConnections() throws Exception {
        assertThat(servers.query("""
                        SELECT sum(rolconnlimit) <= current_setting('max_connections')::integer
                                                    - current_setting('superuser_reserved_connections')::integer
                          FROM pg_roles WHERE rolcanlogin AND NOT rolsuper""")).containsExactly("t");
        var open = new ArrayList<Connection>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 9; i++) {
                            open.add(servers.connectAs("dashboard"));
                        }
                    })
                    .hasMessageContaining("too many connections for role \"dashboard\"");
            assertThat(open).hasSize(8);
            servers.bootstrap(TopicSettings.DEFAULT).prepareDatabase(); // goes through nevertheless
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    /** As it is at first, and as it is after a run that was killed before it moved the file. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOwnersNextPasswordBecomesTheOwnersPassword(boolean databaseHasItAlready) throws Exception {
        var owner = servers.options("owner");
        Path next = Path.of(owner.passwordFile + ".next");
        String old = owner.password();
        String chosen = "chosen-" + databaseHasItAlready;
        Files.writeString(next, chosen + "\n");
        if (databaseHasItAlready) {
            servers.execute("ALTER ROLE owner PASSWORD '" + chosen + "'");
        }

        servers.bootstrap(TopicSettings.DEFAULT).prepareDatabase();

        assertThat(owner.password()).isEqualTo(chosen);
        assertThat(next).doesNotExist();
        servers.execute("SELECT 1");
        assertThatThrownBy(() -> DriverManager.getConnection(owner.url, owner.user, old))
                .hasMessageContaining("password authentication failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    data_storage   | DELETE FROM raw.bars
                    data_storage   | UPDATE raw.bars SET close = 0
                    data_storage   | TRUNCATE raw.bars
                    data_storage   | DELETE FROM raw.trades
                    data_storage   | UPDATE raw.trades SET price = 0
                    data_storage   | DELETE FROM raw.consumer_offset
                    data_storage   | CREATE TABLE raw.mine (x integer)
                    data_storage   | CREATE TABLE public.mine (x integer)
                    data_storage   | CREATE TEMP TABLE mine (x integer)
                    data_storage   | ALTER TABLE raw.bars ADD COLUMN x integer
                    data_storage   | DROP TABLE raw.undecodable
                    dashboard      | INSERT INTO raw.consumer_offset VALUES ('t', 0, 0, 'id')
                    dashboard      | SELECT raw.ensure_quarters('raw.bars', now(), now())
                    dashboard      | UPDATE governance.operator_action SET reason = 'another'
                    dashboard      | DELETE FROM governance.operator_action
                    dashboard      | INSERT INTO governance.operator_action (actor, action, subject, reason, requested_at) VALUES ('ada', 'start-quarter', '2016Q4', 'test', now())
                    dashboard      | INSERT INTO schedule.operator_outcome (action) VALUES (1)
                    dashboard      | INSERT INTO governance.run_log VALUES (1, 1, now(), 'INFO', 'a', 'b')
                    batch          | INSERT INTO governance.operator_action (actor, action, subject, reason) VALUES ('ada', 'start-quarter', '2016Q4', 'test')
                    batch          | UPDATE governance.operator_action SET reason = 'another'
                    batch          | DELETE FROM schedule.operator_outcome
                    batch          | UPDATE governance.run_log SET message = ''
                    ml_reader      | SELECT * FROM governance.operator_action
                    ml_reader      | SELECT * FROM governance.run_log
                    ml_reader      | SELECT * FROM raw.bars
                    ml_reader      | SELECT * FROM raw.bars_content
                    ml_reader      | SELECT * FROM raw.trades
                    ml_reader      | SELECT * FROM raw.trades_content
                    batch          | DELETE FROM raw.bars
                    batch          | UPDATE raw.lake_offset SET next_offset = 0
                    batch          | DELETE FROM governance.certificate
                    stream_storage | SELECT * FROM raw.bars
                    stream_storage | DELETE FROM raw.lake_offset
                    trading_bot    | UPDATE trading.journal SET entry = '{}'
                    trading_bot    | DELETE FROM trading.journal
                    trading_bot    | TRUNCATE trading.journal
                    trading_bot    | INSERT INTO trading.journal (run, sequence, type, entry, written_at) VALUES ('a', 0, 'started', '{}', now())
                    trading_bot    | UPDATE trading.run SET strategy = 'another'
                    trading_bot    | DELETE FROM trading.progress
                    trading_bot    | UPDATE trading.command SET reason = 'another'
                    trading_bot    | INSERT INTO trading.command (run, command, argument, actor, reason, requested_at) VALUES ('a', 'kill', 'FREEZE', 'ada', 'test', now())
                    trading_bot    | DELETE FROM trading.report
                    trading_bot    | DELETE FROM trading.trial
                    trading_bot    | UPDATE trading.model SET model = ''
                    trading_bot    | CREATE TABLE trading.mine (x integer)
                    trading_bot    | DROP TRIGGER journal_stays ON trading.journal
                    trading_bot    | ALTER TABLE trading.journal DISABLE TRIGGER ALL
                    trading_bot    | SELECT * FROM raw.bars
                    trading_bot    | SELECT * FROM governance.operator_action
                    trading_bot    | UPDATE features.bars_1h SET close = 0
                    trading_bot    | INSERT INTO governance.certificate DEFAULT VALUES
                    dashboard      | INSERT INTO trading.journal (run, sequence, type, entry) VALUES ('a', 0, 'commanded', '{}')
                    dashboard      | INSERT INTO trading.command (run, command, argument, actor, reason, requested_at) VALUES ('a', 'kill', 'FREEZE', 'ada', 'test', now())
                    dashboard      | UPDATE trading.command SET reason = 'another'
                    dashboard      | DELETE FROM trading.command
                    dashboard      | UPDATE trading.progress SET state = 'ended'
                    ml_reader      | INSERT INTO trading.command (run, command, argument, actor, reason) VALUES ('a', 'kill', 'FREEZE', 'ada', 'test')
                    ml_reader      | INSERT INTO trading.trial (run, strategy, options, totals) VALUES ('a', 'b', 'c', '{}')
                    data_storage   | SELECT * FROM trading.journal
                    batch          | SELECT * FROM trading.journal
                    """)
    void aRoleMayDoNoMoreThanItsWork(String role, String statement) {
        assertThatThrownBy(() -> servers.executeAs(role, statement))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("ERROR:")
                .satisfiesAnyOf(
                        e -> assertThat(e).hasMessageContaining("permission denied"),
                        e -> assertThat(e).hasMessageContaining("must be owner"));
    }

    /** Asked of the catalog, so that what is added later is found, too. */
    @Test
    void theDashboardReadsAllOfItsSchemasAndAddsRequestsAndCommandsAndNothingElse() throws Exception {
        String relations = """
                SELECT class.oid::regclass FROM pg_class AS class
                 WHERE class.relnamespace IN ('raw'::regnamespace, 'features'::regnamespace, 'governance'::regnamespace,
                                              'schedule'::regnamespace, 'lake_catalog'::regnamespace, 'trading'::regnamespace)
                   AND class.relkind IN ('r', 'p', 'v') AND NOT class.relispartition
                """;
        List<String> all = servers.query(relations);
        assertThat(all)
                .contains(
                        "raw.bars",
                        "raw.bars_content",
                        "features.training_1h",
                        "governance.run",
                        "schedule.operator_outcome",
                        "trading.order_state");
        for (String relation : all) {
            servers.executeAs("dashboard", "SELECT * FROM " + relation + " LIMIT 1");
        }
        assertThat(servers.query(relations + """
                   AND (has_table_privilege('dashboard', class.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                        OR has_any_column_privilege('dashboard', class.oid, 'INSERT, UPDATE, REFERENCES'))
                """))
                .containsExactlyInAnyOrder("governance.operator_action", "trading.command");
    }

    @Test
    void theDashboardMayAskForAQuarterAndSaysWhoAndWhy() throws Exception {
        String request = "INSERT INTO governance.operator_action (actor, action, subject, reason)"
                + " VALUES ('%s', '%s', '%s', '%s')";

        servers.executeAs("dashboard", request.formatted("ada", "start-quarter", "2016Q4", "rows came late"));

        assertThat(
                        servers.query(
                                "SELECT actor, subject, reason, requested_at <= clock_timestamp() FROM governance.operator_action"))
                .containsExactly("ada 2016Q4 rows came late t");
        for (List<String> wrong : List.of(
                List.of("", "start-quarter", "2016Q4", "rows came late"),
                List.of("ada", "stop-quarter", "2016Q4", "rows came late"),
                List.of("ada", "start-quarter", "2016Q5", "rows came late"),
                List.of("ada", "start-quarter", "--force", "rows came late"),
                List.of("ada", "start-quarter", "2016Q4", " "),
                List.of("ada", "start-quarter", "2016Q4", "x".repeat(1001)))) {
            assertThatThrownBy(() -> servers.executeAs("dashboard", request.formatted(wrong.toArray())))
                    .as("%s", wrong)
                    .hasMessageContaining("violates check constraint");
        }
    }

    @Test
    void theBotAddsToItsJournalAndWhoReadsSeesWhatItMakes() throws Exception {
        executeEachAsBot(
                "INSERT INTO trading.run (name, mode, strategy) VALUES ('adds', 'live', 'trend')",
                """
                INSERT INTO trading.journal (run, sequence, type, at, symbol, entry) VALUES
                    ('adds', 0, 'ordered', '2020-01-01', 'BTCUSD', '{"order":"1","quantity":2.0,"reference_price":10.0,"why":"up"}'),
                    ('adds', 1, 'filled', '2020-01-01', 'BTCUSD', '{"order":"1","quantity":0.5,"open":10.0,"price":11.0,"fee":0.1}'),
                    ('adds', 2, 'guarded', '2020-01-01', NULL, '{"guard":"daily-loss","act":"TRIPPED","halt":"FLATTEN"}'),
                    ('adds', 3, 'cancelled', '2020-01-01', 'BTCUSD', '{"order":"1","why":"halt"}'),
                    ('adds', 4, 'marked', '2020-01-01', NULL, '{"cash":1.0,"equity":6.5,"holdings":[]}'),
                    ('adds', 5, 'guarded', '2020-01-01', 'BTCUSD', '{"guard":"stale-data","act":"TRIPPED","halt":"FREEZE"}'),
                    ('adds', 6, 'guarded', '2020-01-01', 'ETHUSD', '{"guard":"stale-data","act":"TRIPPED","halt":"FREEZE"}'),
                    ('adds', 7, 'guarded', '2020-01-01', 'BTCUSD', '{"guard":"stale-data","act":"RELEASED"}'),
                    ('adds', 8, 'guarded', '2020-01-01', 'ETHUSD', '{"guard":"stale-data","act":"REFUSED"}')""",
                "INSERT INTO trading.progress (run, state) VALUES ('adds', 'running')",
                "UPDATE trading.progress SET slot = '2020-01-01', sent = 5 WHERE run = 'adds'",
                "INSERT INTO trading.report (run, mode, strategy, report, page) VALUES ('adds', 'live', 'trend', '{}', '')",
                "INSERT INTO trading.trial (run, strategy, options, totals) VALUES ('adds', 'trend', '', '{}')",
                "SELECT count(*) FROM features.training_1h",
                "SELECT name FROM governance.release",
                "SELECT count(*) FROM governance.certificate");

        servers.executeAs(
                "dashboard",
                "INSERT INTO trading.command (run, command, argument, actor, reason) VALUES ('adds', 'kill', 'FLATTEN', 'ada', 'test')");

        for (String role : List.of("trading_bot", "dashboard", "ml_reader")) {
            assertThat(
                            servers.queryAs(
                                    role,
                                    "SELECT filled, average_price, state, cancelled_why FROM trading.order_state WHERE run = 'adds'"))
                    .as(role)
                    .containsExactly("0.5 11 cancelled halt");
            assertThat(
                            servers.queryAs(
                                    role,
                                    "SELECT guard, coalesce(symbol, 'all'), halt FROM trading.halts WHERE run = 'adds' ORDER BY guard"))
                    .containsExactly("daily-loss all FLATTEN", "stale-data ETHUSD FREEZE");
            assertThat(servers.queryAs(role, "SELECT symbol, quantity FROM trading.positions WHERE run = 'adds'"))
                    .containsExactly("BTCUSD 0.5");
            assertThat(servers.queryAs(role, "SELECT equity FROM trading.equity WHERE run = 'adds'"))
                    .containsExactly("6.5");
            assertThat(servers.queryAs(role, "SELECT actor FROM trading.command WHERE run = 'adds'"))
                    .containsExactly("ada");
        }
    }

    @Test
    void whatGuardsDemandIsFoundWithoutReadingTheJournal() throws Exception {
        executeEachAsBot("INSERT INTO trading.run (name, mode, strategy) VALUES ('long', 'live', 'trend')", """
                INSERT INTO trading.journal (run, sequence, type, entry)
                SELECT 'long', n, 'guarded', json_build_object('guard', 'stale-data', 'act', 'RELEASED')
                  FROM generate_series(0, 4999) AS n""");
        servers.execute("ANALYZE trading.journal");

        assertThat(servers.query("EXPLAIN SELECT * FROM trading.halts"))
                .anyMatch(line -> line.contains("using journal_guard"))
                .noneMatch(line -> line.contains("Seq Scan on journal"));
    }

    @Test
    void twoProcessesOfOneRunCannotBothWriteItsNextEntry() throws Exception {
        String entry = "INSERT INTO trading.journal (run, sequence, type, entry) VALUES ('twice', 0, 'started', '{}')";
        executeEachAsBot("INSERT INTO trading.run (name, mode, strategy) VALUES ('twice', 'live', 'trend')", entry);

        assertThatThrownBy(() -> servers.executeAs("trading_bot", entry)).hasMessageContaining("journal_pk");
    }

    /** Of the owner, too, whom no right stops. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "journal", "command", "report", "trial", "model"})
    void whatTheBotHasWrittenStays(String table) throws Exception {
        String column = servers.query("SELECT attname FROM pg_attribute WHERE attnum = 1 AND attrelid = 'trading."
                        + table + "'::regclass")
                .get(0);
        String value = table.equals("run") || table.equals("journal") || table.equals("model") ? column : "DEFAULT";
        for (String statement : List.of(
                "UPDATE trading.%s SET %s = %s".formatted(table, column, value),
                "DELETE FROM trading." + table,
                "TRUNCATE trading." + table + " CASCADE")) {
            assertThatThrownBy(() -> servers.execute(statement)).as(statement).hasMessageContaining("is append-only");
        }
    }

    @Test
    void aCommandSaysWhoAndWhyAndIsOneThatTheBotKnows() throws Exception {
        executeEachAsBot("INSERT INTO trading.run (name, mode, strategy) VALUES ('commanded', 'live', 'trend')");
        String command = "INSERT INTO trading.command (run, command, argument, actor, reason)"
                + " VALUES ('%s', '%s', '%s', '%s', '%s')";
        for (List<String> wrong : List.of(
                List.of("nobody", "kill", "FREEZE", "ada", "test"),
                List.of("commanded", "sell", "FREEZE", "ada", "test"),
                List.of("commanded", "kill", "", "ada", "test"),
                List.of("commanded", "kill", "freeze", "ada", "test"),
                List.of("commanded", "resume", "KILL SWITCH", "ada", "test"),
                List.of("commanded", "kill", "FREEZE", " ", "test"),
                List.of("commanded", "kill", "FREEZE", "ada", ""),
                List.of("commanded", "kill", "FREEZE", "ada", "x".repeat(1001)))) {
            assertThatThrownBy(() -> servers.executeAs("dashboard", command.formatted(wrong.toArray())))
                    .as("%s", wrong)
                    .satisfiesAnyOf(
                            e -> assertThat(e).hasMessageContaining("violates check constraint"),
                            e -> assertThat(e).hasMessageContaining("command_run_fk"));
        }
    }

    private void executeEachAsBot(String... statements) throws Exception {
        for (String statement : statements) {
            servers.executeAs("trading_bot", statement);
        }
    }

    @Test
    void partitionsAreMadeOnlyForRawTablesAndOnlyWithinTheYears() throws Exception {
        servers.execute("DROP TABLE IF EXISTS raw.bars_2020q1, raw.bars_2020q2");

        assertThat(servers.query("SELECT raw.ensure_quarters('raw.bars', '2020-03-31 23:59:59', '2020-04-01')"))
                .containsExactly("2");
        assertThat(servers.query("SELECT raw.ensure_quarters('raw.bars', '2020-01-01', '2020-06-30')"))
                .containsExactly("0");
        assertThat(servers.query("SELECT raw.ensure_quarters('raw.bars', '-infinity', '1999-12-31 23:59:59')"))
                .containsExactly("0");
        assertThat(servers.query("SELECT raw.ensure_quarters('raw.bars', '2200-01-01', 'infinity')"))
                .containsExactly("0");
        assertThatThrownBy(
                        () -> servers.executeAs("data_storage", "SELECT raw.ensure_quarters('pg_class', now(), now())"))
                .hasMessageContaining("pg_class is not a partitioned table of schema raw");
    }

    @Test
    void everyKindOfEventHasATableWithItsColumnsAndItsContent() throws Exception {
        for (EventKind<?> kind : EventKind.ALL) {
            assertThat(servers.query("SELECT attname FROM pg_attribute WHERE attrelid = '" + kind.table()
                            + "'::regclass AND attnum > 0 ORDER BY attnum"))
                    .startsWith(kind.columns().stream().map(Column::name).toArray(String[]::new))
                    .endsWith("kafka_partition", "kafka_offset", "ingested_at")
                    .hasSize(kind.columns().size() + 3);
            assertThat(servers.query("SELECT source_id, kafka_partition, rows, high, low, hex FROM " + kind.table()
                            + "_content"))
                    .isEmpty();
        }
    }

    @Test
    void everyTableAndColumnOfRawIsDescribed() throws Exception {
        assertThat(servers.query(UNDESCRIBED.formatted("c.relnamespace = 'raw'::regnamespace")))
                .isEmpty();
    }

    /** Its views are described as a whole: their columns are those of the journal's entries. */
    @Test
    void everyTableAndColumnAndViewOfTradingIsDescribed() throws Exception {
        assertThat(servers.query(
                        UNDESCRIBED.formatted("c.relnamespace = 'trading'::regnamespace AND c.relkind <> 'v'")))
                .isEmpty();
        assertThat(servers.query(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'trading'::regnamespace AND relkind = 'v'"
                                + " AND obj_description(oid, 'pg_class') IS NULL"))
                .isEmpty();
    }

    @Test
    void whatTheDashboardAndItsRequestsRestOnIsDescribed() throws Exception {
        String tables =
                "c.oid::regclass::text IN ('governance.operator_action', 'schedule.operator_outcome', 'governance.run_log')";
        assertThat(servers.query("SELECT count(*) FROM pg_class c WHERE " + tables))
                .containsExactly("3");
        assertThat(servers.query(UNDESCRIBED.formatted(tables))).isEmpty();
    }

    private Map<String, Object> state() throws Exception {
        var state = new TreeMap<String, Object>();
        try (var admin = servers.admin();
                var files = Files.list(servers.options("batch").passwordFile.getParent())) {
            state.put("topics", admin.describeTopics(TOPICS).allTopicNames().get());
            for (var file : files.sorted().toList()) {
                state.put(file.toString(), Files.readString(file) + Files.getLastModifiedTime(file));
            }
        }
        state.put("migrations", servers.query("SELECT * FROM infra.flyway_schema_history ORDER BY installed_rank"));
        state.put("relations", servers.query("SELECT oid, relname, relacl FROM pg_class ORDER BY oid"));
        state.put("roles", servers.query("SELECT oid, rolname, rolsuper, rolcanlogin FROM pg_roles ORDER BY oid"));
        return state;
    }

    private String setting(ConfigResource topic, String name) throws Exception {
        try (var admin = servers.admin()) {
            Config settings =
                    admin.describeConfigs(List.of(topic)).values().get(topic).get();
            return settings.get(name).value();
        }
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }
}
