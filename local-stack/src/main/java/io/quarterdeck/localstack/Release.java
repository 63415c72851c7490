package io.quarterdeck.localstack;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The release in force of one quarter, as {@code governance.release} has it.
 *
 * @param name such as {@code 2016Q4-v1}
 * @param partial whether the quarter had not ended, or there was no event of its first or of its last day
 * @param rows of all its feature tables together
 */
record Release(String name, boolean partial, long rows, String tables) {

    /** The newest of each quarter, the oldest quarter first. */
    static List<Release> inForce(Connection connection) throws SQLException, IOException {
        var releases = new ArrayList<Release>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT release.name,
                               release.partial,
                               coalesce(sum(row_count), 0) AS rows,
                               coalesce(string_agg(table_name || ' ' || row_count, ', ' ORDER BY table_name), '') AS tables
                          FROM (SELECT DISTINCT ON (quarter) quarter, name, partial
                                  FROM governance.release
                                 ORDER BY quarter, version DESC) AS release
                          LEFT JOIN governance.release_table ON release_table.release = release.name
                         GROUP BY release.quarter, release.name, release.partial
                         ORDER BY release.quarter
                        """)) {
            while (rows.next()) {
                releases.add(new Release(
                        rows.getString("name"),
                        rows.getBoolean("partial"),
                        rows.getLong("rows"),
                        rows.getString("tables")));
            }
        }
        return releases;
    }

    /** For people. */
    String label() {
        return partial ? name + " (partial)" : name;
    }
}
