package io.quarterdeck.batch.custody;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.marketdata.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All certificates, {@link Tables#CERTIFICATE}. The database sees to it that each follows the one before and none changes. */
final class CertificateChain {

    /** First key of the advisory lock that the table's trigger takes, too: one certificate at a time. */
    private static final int CHAIN_LOCK = 0x5144_0003;

    private static final String COLUMNS = "id, body, prev_hash, hash, signature, public_key";

    private final Connection connection;

    CertificateChain(Connection connection) {
        this.connection = connection;
    }

    /** Signs the body and adds it, in a transaction of its own. */
    Certificate append(Body body, SigningKey key) throws SQLException {
        connection.setAutoCommit(false);
        try {
            lock();
            Optional<Certificate> newest = one("ORDER BY id DESC LIMIT 1");
            Certificate certificate = Certificate.sign(
                    newest.map(Certificate::id).orElse(0L) + 1,
                    body.json(),
                    newest.map(Certificate::hash).orElse(Certificate.FIRST),
                    key);
            insert(certificate);
            connection.commit();
            return certificate;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void lock() throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?, 0)")) {
            lock.setInt(1, CHAIN_LOCK);
            lock.execute();
        }
    }

    private void insert(Certificate certificate) throws SQLException {
        String sql = "INSERT INTO %s (%s) VALUES (?, ?, ?, ?, ?, ?)".formatted(Tables.CERTIFICATE, COLUMNS);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setLong(1, certificate.id());
            insert.setString(2, certificate.body());
            insert.setString(3, certificate.prevHash());
            insert.setString(4, certificate.hash());
            insert.setString(5, certificate.signature());
            insert.setString(6, certificate.publicKey());
            insert.executeUpdate();
        }
    }

    /** The newest of the quarter. */
    Optional<Certificate> newest(Quarter quarter) throws SQLException {
        return one("WHERE quarter = ? ORDER BY id DESC LIMIT 1", quarter.toString());
    }

    List<Certificate> all() throws SQLException {
        return read("ORDER BY id");
    }

    private Optional<Certificate> one(String which, String... parameters) throws SQLException {
        return read(which, parameters).stream().findFirst();
    }

    private List<Certificate> read(String which, String... parameters) throws SQLException {
        String sql = "SELECT %s FROM %s %s".formatted(COLUMNS, Tables.CERTIFICATE, which);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                var certificates = new ArrayList<Certificate>();
                while (row.next()) {
                    certificates.add(new Certificate(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6)));
                }
                return certificates;
            }
        }
    }

    /**
     * What is wrong with the chain: nothing, if it is as it was written.
     *
     * @param trusted see {@link Certificate#flaw}
     */
    List<String> flaws(Optional<String> trusted) throws SQLException {
        var flaws = new ArrayList<String>();
        long expectedId = 1;
        String expectedHash = Certificate.FIRST;
        for (Certificate certificate : all()) {
            String name = "certificate " + certificate.id();
            if (certificate.id() != expectedId) {
                flaws.add("%s: expected certificate %d; one or more were removed".formatted(name, expectedId));
            } else if (!certificate.prevHash().equals(expectedHash)) {
                flaws.add(name + ": does not follow the one before, of which it has another hash");
            }
            certificate.flaw(trusted).ifPresent(flaw -> flaws.add(name + ": " + flaw));
            expectedId = certificate.id() + 1;
            expectedHash = certificate.hash();
        }
        flaws.addAll(missing());
        return flaws;
    }

    /** Certificates cut off at the chain's end leave no gap in it; the releases that stand on them do. */
    private List<String> missing() throws SQLException {
        String sql = """
                SELECT release.name, release.certificate FROM %s AS release
                 WHERE release.certificate IS NOT NULL
                   AND NOT EXISTS (SELECT FROM %s AS certificate WHERE certificate.id::text = release.certificate)
                 ORDER BY release.name
                """.formatted(Tables.RELEASE, Tables.CERTIFICATE);
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            var flaws = new ArrayList<String>();
            while (row.next()) {
                flaws.add("release %s stands on certificate %s, which is not there"
                        .formatted(row.getString(1), row.getString(2)));
            }
            return flaws;
        }
    }
}
