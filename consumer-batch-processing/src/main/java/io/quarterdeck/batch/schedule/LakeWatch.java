package io.quarterdeck.batch.schedule;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when rows have come to the lake's raw tables and then no more for a while, and asks for a run, once for each such
 * pause. It looks at the catalog in PostgreSQL, where each commit to a table shows; not at what was committed, so that
 * it costs nothing: the job finds out which quarters are concerned.
 */
final class LakeWatch {

    private static final Logger log = LoggerFactory.getLogger(LakeWatch.class);

    private static final String EMPTY = "";

    private final DataSource database;
    private final Duration settle;
    private final InstantSource clock;
    private final BooleanSupplier runNow;

    private String state = EMPTY;
    private Instant since = Instant.MIN;
    private boolean asked = true;

    /**
     * @param settle how long nothing may have come
     * @param runNow asks for a run; false to be asked again at the next turn
     */
    LakeWatch(DataSource database, Duration settle, InstantSource clock, BooleanSupplier runNow) {
        this.database = database;
        this.settle = settle;
        this.clock = clock;
        this.runNow = runNow;
    }

    /** Looks once. What the first look finds counts as just come. */
    void turn() {
        String found;
        try {
            found = look();
        } catch (SQLException e) {
            log.warn("cannot look at the lake's catalog: {}", e.getMessage());
            return;
        }
        Instant now = clock.instant();
        if (!found.equals(state)) {
            state = found;
            since = now;
            asked = false;
        } else if (!asked && !now.isBefore(since.plus(settle))) {
            asked = runNow.getAsBoolean();
            if (asked) {
                log.info("no rows have come to the lake for {}: asked for a run", settle);
            }
        }
    }

    private String look() throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("""
                        SELECT coalesce(string_agg(metadata_location, ' ' ORDER BY table_name), ?)
                          FROM lake_catalog.iceberg_tables
                         WHERE table_namespace = 'raw'
                        """)) {
            select.setString(1, EMPTY);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
