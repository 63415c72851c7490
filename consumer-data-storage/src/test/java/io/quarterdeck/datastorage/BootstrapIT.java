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
    private static final List<String> TOPICS = List.of(Topics.BARS, Topics.TRADES, Topics.REJECTED, Topics.MANIFESTS);

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
        }
        assertThat(setting(BARS, "retention.ms")).isEqualTo("-1");
        assertThat(setting(topic(Topics.TRADES), "retention.ms")).isEqualTo("-1");
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
    void theDashboardReadsAllOfItsSchemasAndAddsRequestsAndNothingElse() throws Exception {
        String relations = """
                SELECT class.oid::regclass FROM pg_class AS class
                 WHERE class.relnamespace IN ('raw'::regnamespace, 'features'::regnamespace, 'governance'::regnamespace,
                                              'schedule'::regnamespace, 'lake_catalog'::regnamespace)
                   AND class.relkind IN ('r', 'p', 'v') AND NOT class.relispartition
                """;
        List<String> all = servers.query(relations);
        assertThat(all)
                .contains(
                        "raw.bars",
                        "raw.bars_content",
                        "features.training_1h",
                        "governance.run",
                        "schedule.operator_outcome");
        for (String relation : all) {
            servers.executeAs("dashboard", "SELECT * FROM " + relation + " LIMIT 1");
        }
        assertThat(servers.query(relations + """
                   AND (has_table_privilege('dashboard', class.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                        OR has_any_column_privilege('dashboard', class.oid, 'INSERT, UPDATE, REFERENCES'))
                """)).containsExactly("governance.operator_action");
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
