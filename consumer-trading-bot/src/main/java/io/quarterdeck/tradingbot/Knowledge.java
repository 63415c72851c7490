package io.quarterdeck.tradingbot;

import io.quarterdeck.tradingbot.market.FeatureSource;
import io.quarterdeck.tradingbot.market.Symbols;
import io.quarterdeck.tradingbot.risk.QuarterStanding;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.PostgresFeatures;
import io.quarterdeck.tradingbot.store.PostgresModels;
import io.quarterdeck.tradingbot.store.PostgresStanding;
import io.quarterdeck.tradingbot.store.Questions;
import io.quarterdeck.tradingbot.strategy.Models;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a run may know besides bars: released features, models, and what stands of quarters.
 *
 * @param untilMicros what became known later is not there
 */
record Knowledge(Questions questions, long untilMicros) {

    static Knowledge of(Questions questions) {
        return new Knowledge(questions, Long.MAX_VALUE);
    }

    /** @param databases opens one for each question */
    static Knowledge of(Supplier<Database> databases) {
        return of(new Questions(databases));
    }

    /** The same as if it had been asked at this moment. */
    Knowledge until(long micros) {
        return new Knowledge(questions, micros);
    }

    FeatureSource features(Symbols symbols, List<String> columns) {
        return new PostgresFeatures(questions, symbols.names(), columns, untilMicros, InstantSource.system());
    }

    Models models(List<String> columns) {
        return new PostgresModels(questions, columns, untilMicros, InstantSource.system());
    }

    QuarterStanding standing() {
        return new PostgresStanding(questions, InstantSource.system());
    }
}
