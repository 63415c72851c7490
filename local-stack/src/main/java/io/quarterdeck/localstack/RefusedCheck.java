package io.quarterdeck.localstack;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Something for which the quality gate refused a quarter, as {@code governance.run_quarter} has it.
 *
 * @param check such as {@code reject_ratio}
 * @param symbol null if it is about the whole quarter
 */
record RefusedCheck(String quarter, String check, String symbol, BigDecimal found, BigDecimal allowed) {

    static List<RefusedCheck> ofLastRun(Connection connection) throws SQLException {
        var refused = new ArrayList<RefusedCheck>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT quarter, checks.check, checks.symbol, checks.found, checks.allowed
                          FROM governance.run_quarter,
                               jsonb_to_recordset(gate)
                                   AS checks("check" text, symbol text, found numeric, allowed numeric, passed boolean)
                         WHERE run = (SELECT max(id) FROM governance.run) AND state = 'REFUSED' AND NOT checks.passed
                         ORDER BY quarter, checks.check, checks.symbol
                        """)) {
            while (rows.next()) {
                refused.add(new RefusedCheck(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getBigDecimal(4),
                        rows.getBigDecimal(5)));
            }
        }
        return refused;
    }

    /** For people. */
    String text() {
        return "%s: %s%s is %s, the limit is %s"
                .formatted(
                        quarter,
                        check,
                        symbol == null ? "" : " of " + symbol,
                        found.round(new MathContext(3)).toPlainString(),
                        allowed.stripTrailingZeros().toPlainString());
    }
}
