package io.quarterdeck.servicekit;

import java.sql.SQLException;
import java.util.Set;

/** Tells failures of PostgreSQL apart. */
public final class PostgresFailure {

    /**
     * PostgreSQL's SQLSTATE: shutting down, crashed, starting up; too many connections; the limits of time of our role, for
     * a statement, a lock and an idle transaction.
     */
    private static final Set<String> PASSING_STATES =
            Set.of("57P01", "57P02", "57P03", "53300", "57014", "55P03", "25P03");

    private PostgresFailure() {}

    /**
     * True when trying again can help: the connection is gone (class 08), the transaction lost against another (class
     * 40), or the server is not up. Anything else, such as a missing right, would fail again for ever.
     */
    public static boolean passes(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("40") || PASSING_STATES.contains(state);
    }
}
