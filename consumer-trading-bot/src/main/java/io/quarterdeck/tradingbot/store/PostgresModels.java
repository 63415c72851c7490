package io.quarterdeck.tradingbot.store;

import io.quarterdeck.tradingbot.model.TrainedModel;
import io.quarterdeck.tradingbot.model.TrainedModel.Metrics;
import io.quarterdeck.tradingbot.report.ReportJson;
import io.quarterdeck.tradingbot.strategy.Classifier;
import io.quarterdeck.tradingbot.strategy.Models;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models of {@code trading.model} that read certain columns. Of those with the same {@code known_at} the one trained last
 * counts, such as after a quarter was released again. It looks for new ones once a minute, if it is asked. Thread-safe.
 */
public final class PostgresModels implements Models {

    private record Known(String id, long knownAtMicros) {}

    /** What is kept of a model. */
    public record Description(String id, List<String> releases, Metrics metrics) {}

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final Questions questions;
    private final List<String> features;
    private final long untilMicros;
    private final InstantSource clock;

    private List<Known> newestFirst = List.of();
    private Instant lookAt = Instant.MIN;
    private Classifier read;

    /** @param untilMicros models that became known later are not there */
    public PostgresModels(Questions questions, List<String> features, long untilMicros, InstantSource clock) {
        this.questions = questions;
        this.features = List.copyOf(features);
        this.untilMicros = untilMicros;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<Classifier> at(long nowMicros) {
        if (!clock.instant().isBefore(lookAt)) {
            newestFirst = questions.ask(this::list);
            lookAt = clock.instant().plus(LOOK_EVERY);
        }
        return newestFirst.stream()
                .filter(model -> model.knownAtMicros() <= nowMicros)
                .findFirst()
                .map(this::classifier);
    }

    private Classifier classifier(Known model) {
        if (read == null || !read.id().equals(model.id())) {
            read = TrainedModel.classifier(
                    model.id(), model.knownAtMicros(), features, questions.ask(connection -> bytes(connection, model)));
        }
        return read;
    }

    private List<Known> list(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT id, " + Columns.micros("known_at") + """
                  AS known FROM trading.model
                 WHERE features = ? ORDER BY known_at DESC, trained_at DESC, id""")) {
            query.setArray(1, connection.createArrayOf("text", features.toArray()));
            var models = new ArrayList<Known>();
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(2) <= untilMicros) {
                        models.add(new Known(row.getString(1), row.getLong(2)));
                    }
                }
            }
            return models;
        }
    }

    private static byte[] bytes(Connection connection, Known model) throws SQLException {
        try (var query = connection.prepareStatement("SELECT model FROM trading.model WHERE id = ?")) {
            query.setString(1, model.id());
            try (var row = query.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        }
    }

    /** Whether there is one of this id. */
    public static boolean has(Questions questions, String id) {
        return questions.ask(connection -> {
            try (var query = connection.prepareStatement("SELECT FROM trading.model WHERE id = ?")) {
                query.setString(1, id);
                try (var row = query.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** What is kept of the models that trade, but for the models themselves, in order of time. */
    public static List<Description> describe(Questions questions, List<String> features) {
        return questions.ask(connection -> {
            try (var query = connection.prepareStatement("""
                    SELECT DISTINCT ON (known_at) id, releases, metrics FROM trading.model
                     WHERE features = ? ORDER BY known_at, trained_at DESC, id""")) {
                query.setArray(1, connection.createArrayOf("text", features.toArray()));
                var models = new ArrayList<Description>();
                try (var row = query.executeQuery()) {
                    while (row.next()) {
                        models.add(new Description(
                                row.getString(1),
                                List.of((String[]) row.getArray(2).getArray()),
                                ReportJson.read(row.getString(3), Metrics.class)));
                    }
                }
                return models;
            }
        });
    }

    /** Keeps a model, unless there is one of its id: that is the same. */
    public static void add(Questions questions, TrainedModel model) {
        questions.ask(connection -> {
            try (var insert = connection.prepareStatement("""
                    INSERT INTO trading.model (id, known_at, releases, features, options, metrics, model)
                    VALUES (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?) ON CONFLICT DO NOTHING""")) {
                insert.setString(1, model.id());
                insert.setObject(2, PostgresJournal.time(model.knownAtMicros()));
                insert.setArray(
                        3, connection.createArrayOf("text", model.releases().toArray()));
                insert.setArray(
                        4, connection.createArrayOf("text", model.features().toArray()));
                insert.setString(5, ReportJson.text(model.options()));
                insert.setString(6, ReportJson.text(model.metrics()));
                insert.setBytes(7, model.bytes());
                return insert.executeUpdate();
            }
        });
    }
}
