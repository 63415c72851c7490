package io.quarterdeck.infra;

import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the owner the password that lies beside its password file as {@code <file>.next}, if one does, and moves it to its
 * place. Either file opens the database at any moment, so it can be killed anywhere and run again.
 */
final class OwnerRotation {

    private static final Logger log = LoggerFactory.getLogger(OwnerRotation.class);

    private static final String WRONG_PASSWORD = "28P01";

    private final PostgresOptions owner;
    private final PostgresOptions next;

    OwnerRotation(PostgresOptions owner) {
        this.owner = owner;
        this.next = new PostgresOptions();
        next.url = owner.url;
        next.user = owner.user;
        next.passwordFile = Path.of(owner.passwordFile + ".next");
    }

    void run(String application) throws SQLException, IOException {
        if (!Files.exists(next.passwordFile)) {
            return;
        }
        if (!nextOpens(application)) {
            try (Connection connection = owner.connect(application)) {
                connection
                        .unwrap(PGConnection.class)
                        .alterUserPassword(owner.user, next.password().toCharArray(), "scram-sha-256");
            }
        }
        Files.move(
                next.passwordFile,
                owner.passwordFile,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        log.info("{} has a new password, in {}", owner.user, owner.passwordFile);
    }

    /** Whether a run before this one has come so far. */
    private boolean nextOpens(String application) throws SQLException, IOException {
        if (next.password().isEmpty()) {
            throw new IOException(next.passwordFile + " is empty; remove it");
        }
        try {
            next.connect(application).close();
            return true;
        } catch (SQLException e) {
            if (WRONG_PASSWORD.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
