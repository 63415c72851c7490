package io.quarterdeck.tradingbot.store;

import io.quarterdeck.tradingbot.store.Database.Work;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Supplier;

/** Asks PostgreSQL now and then: each question over a connection of its own, so that none is kept. Thread-safe. */
public final class Questions {

    private final Supplier<Database> databases;

    /** @param databases opens one; it is closed after the question */
    public Questions(Supplier<Database> databases) {
        this.databases = databases;
    }

    /** @throws IllegalStateException if there is no answer */
    public <T> T ask(Work<T> question) {
        try (Database database = databases.get()) {
            return database.inTransaction(question);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
