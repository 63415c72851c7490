package io.quarterdeck.tradingbot.store;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.tradingbot.risk.QuarterStanding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * As {@code governance} says it now, whatever moment of the market it is asked at: over old bars, what is released by now
 * counts. An answer is kept for a minute.
 */
public final class PostgresStanding implements QuarterStanding {

    private record Answer(Standing standing, Instant until) {}

    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Questions questions;
    private final InstantSource clock;
    private final Map<Quarter, Answer> answers = new HashMap<>();

    public PostgresStanding(Questions questions, InstantSource clock) {
        this.questions = questions;
        this.clock = clock;
    }

    @Override
    public Standing of(Quarter quarter, long nowMicros) {
        Answer answer = answers.get(quarter);
        if (answer == null || !clock.instant().isBefore(answer.until())) {
            Standing standing = questions.ask(connection -> read(connection, quarter.toString()));
            answer = new Answer(standing, clock.instant().plus(KEPT));
            answers.put(quarter, answer);
        }
        return answer.standing();
    }

    private static Standing read(Connection connection, String quarter) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT (SELECT state = 'REFUSED'
                          FROM governance.run_quarter
                         WHERE quarter = ? AND state IN ('PUBLISHED', 'UNCHANGED', 'REFUSED')
                         ORDER BY run DESC LIMIT 1) AS refused,
                       release.name, release.certificate
                  FROM (SELECT 1) AS one
                  LEFT JOIN governance.release ON release.quarter = ?
                 ORDER BY release.version DESC LIMIT 1""")) {
            query.setString(1, quarter);
            query.setString(2, quarter);
            try (var row = query.executeQuery()) {
                row.next();
                if (row.getBoolean("refused")) {
                    return Standing.GATE_REFUSED;
                }
                if (row.getString("name") == null) {
                    return Standing.NO_RELEASE;
                }
                return row.getString("certificate") == null ? Standing.NO_CERTIFICATE : Standing.GOOD;
            }
        }
    }
}
