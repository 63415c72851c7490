package io.quarterdeck.batch.custody;

import io.quarterdeck.batch.custody.Comparison.Source;
import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the quarterly job asks before it publishes: whether PostgreSQL and the lake hold the same rows of a quarter. To be
 * opened before the job pins its snapshots of the lake, so that these hold all that has landed.
 */
public final class Custody implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Custody.class);

    private static final int ROWS_SHOWN = 5;

    private final PostgresOptions options;
    private final SigningKey key;
    private final PostgresStore postgres;
    private final Scope landed;

    private Custody(PostgresOptions options, SigningKey key, PostgresStore postgres) throws SQLException {
        this.options = options;
        this.key = key;
        this.postgres = postgres;
        this.landed = Landed.everywhere(postgres);
    }

    /**
     * Waits until both landers are where the first of them was, or the time is over.
     *
     * @param certificateKey file of the key pair that signs
     */
    public static Custody open(PostgresOptions options, Path certificateKey, Duration maxWait)
            throws SQLException, IOException, InterruptedException {
        SigningKey key = SigningKey.read(certificateKey);
        Landed.await(options, maxWait);
        PostgresStore postgres = PostgresStore.open(options);
        try {
            return new Custody(options, key, postgres);
        } catch (SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /**
     * What the audit of a quarter came to.
     *
     * @param certificate its number; empty when the stores differ
     * @param differing rows that differ, or have not come everywhere
     * @param explanation for a person, when the stores differ
     */
    public record Verdict(Optional<Long> certificate, long differing, List<String> explanation) {}

    /**
     * Takes the newest certificate of each quarter if it still stands, or else makes one.
     *
     * @param snapshots of the lake, by table, such as {@code raw.bars}
     */
    public Map<Quarter, Verdict> audit(SparkSession spark, Map<String, Long> snapshots, Collection<Quarter> quarters)
            throws SQLException, IOException, InterruptedException {
        try (Connection connection = options.connect("audit certificates")) {
            var chain = new CertificateChain(connection);
            var candidates = new HashMap<Quarter, Certificate>();
            for (Quarter quarter : quarters) {
                chain.newest(quarter)
                        .filter(certificate ->
                                certificate.flaw(Optional.of(key.publicKey())).isEmpty())
                        .filter(certificate ->
                                Body.parse(certificate.body()).lakeSnapshots().equals(snapshots))
                        .ifPresent(certificate -> candidates.put(quarter, certificate));
            }
            var lake = new LakeStore(spark, snapshots);
            Scope scope = landed.of(quarters);
            var unknown = new TreeSet<>(quarters);
            unknown.removeAll(candidates.keySet());
            CompletableFuture<Digest> reading = CompletableFuture.supplyAsync(() -> digest(scope)); // while Spark reads
            Digest inLake = unknown.isEmpty() ? new Digest() : lake.digest(landed.of(unknown));
            Digest inPostgres = join(reading);
            Map<Source, String> strangers = postgres.strangers(scope);

            var verdicts = new TreeMap<Quarter, Verdict>();
            var changed = new TreeSet<Quarter>();
            for (Map.Entry<Quarter, Certificate> candidate : candidates.entrySet()) {
                if (strangers.isEmpty() && stands(candidate.getValue(), of(candidate.getKey(), inPostgres))) {
                    verdicts.put(candidate.getKey(), certified(candidate.getValue(), "stands"));
                } else {
                    changed.add(candidate.getKey());
                }
            }
            if (!changed.isEmpty()) { // seldom: somebody changed PostgreSQL, or more has landed of a quarter
                inLake.add(lake.digest(landed.of(changed)));
            }
            for (Quarter quarter : quarters) {
                if (!verdicts.containsKey(quarter)) {
                    var stores = new LinkedHashMap<String, Digest>();
                    stores.put(postgres.name(), of(quarter, inPostgres));
                    stores.put(lake.name(), of(quarter, inLake));
                    var comparison = new Comparison(stores, "");
                    strangers.forEach(comparison::problem);
                    verdicts.put(quarter, judge(quarter, comparison, lake, chain));
                }
            }
            return verdicts;
        }
    }

    private Digest digest(Scope scope) {
        try {
            return postgres.digest(scope);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Digest join(CompletableFuture<Digest> reading) throws InterruptedException, SQLException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw new SQLException("audit: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private Digest of(Quarter quarter, Digest digest) {
        Scope scope = landed.of(List.of(quarter));
        return digest.only(group -> scope.wants(group.day()));
    }

    /** The lake's snapshots are the same, and cannot change; so PostgreSQL alone could have. */
    private boolean stands(Certificate certificate, Digest inPostgres) {
        var alone = new Comparison(Map.of(postgres.name(), inPostgres), "");
        return Body.sources(alone, postgres.name())
                .equals(Body.parse(certificate.body()).sources());
    }

    private static Verdict certified(Certificate certificate, String how) {
        log.info("custody certificate={} hash={} {}", certificate.id(), certificate.hash(), how);
        return new Verdict(Optional.of(certificate.id()), 0, List.of());
    }

    private Verdict judge(Quarter quarter, Comparison comparison, LakeStore lake, CertificateChain chain)
            throws SQLException {
        long ahead = comparison.inFlight(lake.name());
        if (comparison.agrees() && ahead == 0) {
            Body body = Body.of(
                    comparison, postgres.name(), landed.of(List.of(quarter)), Optional.of(quarter), lake.snapshots());
            return certified(chain.append(body, key), "made quarter=" + quarter);
        }
        RowDifferences rows =
                RowDifferences.of(comparison.differences(), List.of(postgres, lake), "", landed, ROWS_SHOWN);
        return new Verdict(
                Optional.empty(),
                Math.max(
                                rows.count(),
                                comparison.differences().size()
                                        + comparison.problems().size())
                        + ahead,
                AuditText.refusal(quarter, comparison, rows, ahead));
    }

    @Override
    public void close() throws SQLException {
        postgres.close();
    }
}
