package io.quarterdeck.tradingbot;

import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.tradingbot.store.Database;
import io.quarterdeck.tradingbot.store.Questions;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;

/** A database that a command can do without; taken as a {@code @Mixin}. It is there once its role is given. */
final class DatabaseOptions {

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    PostgresOptions postgres = new PostgresOptions();

    /** @throws IllegalArgumentException if there is a role without a password */
    Optional<Questions> questions() {
        if (postgres.user == null) {
            return Optional.empty();
        }
        if (postgres.passwordFile == null) {
            throw new IllegalArgumentException("--postgres-user is given, --postgres-password-file is not");
        }
        return Optional.of(new Questions(() -> Database.withoutPatience(() -> postgres.connect(TradingBotMain.NAME))));
    }
}
