package io.quarterdeck.benchmarks.batch;

import io.quarterdeck.marketdata.Quarter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The peer's last step when a whole chain is compared: what a user's script for DuckDB would do. It needs no Spark. */
@Command(
        name = "duckdb-features",
        mixinStandardHelpOptions = true,
        description =
                "Computes the features of every quarter of which there are bars by DuckDB, and writes them as CSV:"
                        + " 1h-2016Q4.csv and 1d-2016Q4.csv for each quarter.")
public final class DuckDbFeatures implements Callable<Integer> {

    @Option(
            names = "--bars",
            paramLabel = "SQL",
            required = true,
            description =
                    "What stands behind FROM, with the columns symbol, open_time (timestamptz), open, high, low, close,"
                            + " volume, kafka_offset, ingested_at.")
    String bars;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Where the files are written.")
    Path output;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DuckDbFeatures()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        new ByDuckDb(bars, cores, ByDuckDb.Format.CSV).make(quarters(), output);
        return 0;
    }

    private List<Quarter> quarters() throws SQLException {
        var quarters = new ArrayList<Quarter>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet first = statement.executeQuery(
                        "SELECT DISTINCT CAST(epoch(date_trunc('quarter', open_time AT TIME ZONE 'UTC')) AS BIGINT) AS first FROM "
                                + bars + " AS bars ORDER BY first")) {
            while (first.next()) {
                quarters.add(Quarter.of(Instant.ofEpochSecond(first.getLong(1))));
            }
        }
        return quarters;
    }
}
