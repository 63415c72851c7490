package io.quarterdeck.batch.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.batch.TestDatabase;
import io.quarterdeck.infra.secrets.CertificateKey;
import io.quarterdeck.marketdata.Quarter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody changes a certificate unseen, the owner of the database included; and no service changes what has landed. */
class CertificateChainIT {

    private static final Quarter QUARTER = Quarter.parse("2016Q4");

    @TempDir
    Path folder;

    private TestDatabase database;
    private SigningKey key;

    @BeforeEach
    void threeCertificates() throws Exception {
        database = TestDatabase.start(folder);
        key = SigningKey.read(database.certificateKey());
        try (Connection connection = database.as("batch").connect("test")) {
            var chain = new CertificateChain(connection);
            for (int i = 0; i < 3; i++) {
                chain.append(body(i), key);
            }
        }
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private static Body body(long rows) {
        var sum = new Body.Sum("market.bars", null, rows, "0".repeat(32));
        return new Body(
                Body.FORMAT,
                "2026-01-01T00:00:00Z",
                rows == 1 ? QUARTER.toString() : null,
                "test",
                List.of("PostgreSQL", "lake"),
                Map.of("raw.bars", 1L),
                Map.of(),
                List.of(sum),
                List.of());
    }

    @Test
    void aChainAsItWasMadeHasNoFlaws() throws Exception {
        assertThat(flaws(Optional.of(key.publicKey()))).isEmpty();
        assertThat(database.query(
                        "ml_reader", "SELECT id, quarter, created_at FROM governance.certificate ORDER BY id"))
                .containsExactly(
                        "1,null,2026-01-01 00:00:00+00",
                        "2,2016Q4,2026-01-01 00:00:00+00",
                        "3,null,2026-01-01 00:00:00+00");
    }

    @Test
    void theNewestOfAQuarterIsFound() throws Exception {
        try (Connection connection = database.as("batch").connect("test")) {
            var chain = new CertificateChain(connection);
            assertThat(chain.newest(QUARTER)).map(Certificate::id).contains(2L);
            assertThat(chain.newest(QUARTER.next())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE governance.certificate SET body = '{}'",
                "DELETE FROM governance.certificate",
                "TRUNCATE governance.certificate"
            })
    void neitherTheJobNorTheOwnerChangesOne(String change) {
        assertThatThrownBy(() -> database.execute("batch", change)).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> database.execute("owner", change)).hasMessageContaining("append-only");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0, does not follow 3", // a number left out
        "4, 0, prev_hash is not the hash of the newest", // another past
        "4, 3, hash is not that of prev_hash and body" // another content
    })
    void oneThatDoesNotFollowTheNewestIsNotLetIn(long id, long prevOf, String reason) {
        String sql = """
                INSERT INTO governance.certificate (id, body, prev_hash, hash, signature, public_key)
                VALUES (%d, '{}', coalesce((SELECT hash FROM governance.certificate WHERE id = %d), repeat('0', 64)),
                        repeat('a', 64), '', '')
                """.formatted(id, prevOf);

        assertThatThrownBy(() -> database.execute("batch", sql)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`', // the texts hold quotes
            delimiter = '|',
            value = {
                "UPDATE governance.certificate SET body = replace(body, '\"rows\":1', '\"rows\":9') WHERE id = 2"
                        + "|certificate 2: its hash is not that of its body",
                "DELETE FROM governance.certificate WHERE id = 2|expected certificate 2",
                "UPDATE governance.certificate SET signature = (SELECT signature FROM governance.certificate WHERE id = 1)"
                        + " WHERE id = 3|certificate 3: its signature is not that of its hash"
            })
    void whatTheOwnerChangesAfterAllIsFound(String change, String flaw) throws Exception {
        changeAsOwner(change);

        assertThat(flaws(Optional.empty()))
                .anySatisfy(found -> assertThat(found).contains(flaw));
    }

    @Test
    void oneForgedWithAnotherKeyIsFoundByTheKeyThatIsTrusted() throws Exception {
        Path other = folder.resolve("other.key");
        CertificateKey.make(other);
        SigningKey forger = SigningKey.read(other);
        Certificate before = all().get(1);
        Certificate forged = Certificate.sign(3, body(99).json(), before.hash(), forger);
        changeAsOwner(
                "UPDATE governance.certificate SET body = '%s', hash = '%s', signature = '%s', public_key = '%s' WHERE id = 3"
                        .formatted(forged.body(), forged.hash(), forged.signature(), forged.publicKey()));

        assertThat(flaws(Optional.empty())).isEmpty();
        assertThat(flaws(Optional.of(key.publicKey())))
                .containsExactly("certificate 3: it is signed with another key than the given one");
    }

    @Test
    void aReleaseMissesTheCertificateThatWasCutOff() throws Exception {
        database.execute(
                "owner",
                "INSERT INTO governance.release (quarter, version, started_at, code_version, options, quality, certificate)"
                        + " VALUES ('2016Q4', 1, now(), 'test', '{}', '{}', '3')");
        changeAsOwner("DELETE FROM governance.certificate WHERE id = 3");

        assertThat(flaws(Optional.empty()))
                .containsExactly("release 2016Q4-v1 stands on certificate 3, which is not there");
    }

    /** The rights of every role that somebody logs in with, asked of the catalog; new tables and roles included. */
    @Test
    void noRoleOfAServiceChangesWhatHasLanded() throws Exception {
        String sql = """
                SELECT role.rolname, class.oid::regclass, privilege
                  FROM pg_roles AS role, pg_class AS class, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
                 WHERE class.relnamespace = 'raw'::regnamespace AND class.relkind IN ('r', 'p')
                   AND class.relname NOT IN ('consumer_offset', 'lake_offset')
                   AND role.rolcanlogin AND NOT role.rolsuper
                   AND (has_table_privilege(role.oid, class.oid, privilege)
                        OR (privilege = 'UPDATE' AND has_any_column_privilege(role.oid, class.oid, 'UPDATE')))
                """;
        assertThat(database.query("owner", "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper"))
                .containsExactly("6");
        assertThat(database.query("owner", sql)).isEmpty();
        assertThat(database.query("owner", sql.replaceAll("'(UPDATE|DELETE|TRUNCATE|TRIGGER)'", "'INSERT'")))
                .isNotEmpty(); // so the question is one that finds rights
    }

    private void changeAsOwner(String change) throws SQLException, IOException {
        database.execute(
                "owner",
                "ALTER TABLE governance.certificate DISABLE TRIGGER ALL; " + change
                        + "; ALTER TABLE governance.certificate ENABLE TRIGGER ALL");
    }

    private List<String> flaws(Optional<String> trusted) throws SQLException, IOException {
        try (Connection connection = database.as("dashboard").connect("test")) {
            return new CertificateChain(connection).flaws(trusted);
        }
    }

    private List<Certificate> all() throws SQLException, IOException {
        try (Connection connection = database.as("dashboard").connect("test")) {
            return new CertificateChain(connection).all();
        }
    }
}
