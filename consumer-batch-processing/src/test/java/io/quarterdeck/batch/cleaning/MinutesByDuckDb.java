package io.quarterdeck.batch.cleaning;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The rules for trades, said once more in another language: one-minute bars worked out by DuckDB from a CSV file. */
public final class MinutesByDuckDb {

    /** What both must agree on. */
    record Minute(double open, double high, double low, double close, double volume, long trades) {}

    private MinutesByDuckDb() {}

    /**
     * @param csv with a header, in the layout symbol,trade_time,trade_id,price,quantity,side; perhaps gzipped
     * @return by {@code symbol epochMicroseconds}
     */
    static Map<String, Minute> of(Path csv) throws SQLException {
        try (var duckDb = DriverManager.getConnection("jdbc:duckdb:");
                var statement = duckDb.createStatement()) {
            statement.execute("""
                    CREATE TABLE raw AS
                    SELECT symbol, trade_id::BIGINT AS trade_id, price::DOUBLE AS price, quantity::DOUBLE AS quantity,
                           try_strptime(trade_time, ['%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ', '%%Y-%%m-%%dT%%H:%%M:%%SZ']) AS trade_time,
                           row_number() OVER () AS kafka_offset
                      FROM read_csv('%s', header = true, all_varchar = true)
                    """.formatted(csv));
            statement.execute("""
                    CREATE TABLE trades AS
                    SELECT * FROM raw WHERE price > 0 AND quantity > 0
                    QUALIFY row_number() OVER (PARTITION BY symbol, trade_id
                                               ORDER BY trade_time IS NULL, kafka_offset DESC) = 1
                    """);
            statement.execute("""
                    CREATE TABLE timed AS
                    SELECT *, date_trunc('minute', trade_time) AS minute FROM trades WHERE trade_time IS NOT NULL
                    """);
            statement.execute("""
                    CREATE TABLE placed AS
                    WITH ids AS (SELECT symbol, date_trunc('minute', trade_time) AS minute,
                                        min(trade_id) AS lowest, max(trade_id) AS highest
                                   FROM raw WHERE price > 0 AND quantity > 0 AND trade_time IS NOT NULL GROUP BY ALL),
                         places AS (SELECT t.symbol, t.trade_id, t.price, t.quantity, min(ids.minute) AS minute
                                      FROM trades t JOIN ids ON t.symbol = ids.symbol
                                       AND t.trade_id > ids.lowest AND t.trade_id < ids.highest
                                     WHERE t.trade_time IS NULL GROUP BY ALL)
                    SELECT p.symbol, p.trade_id, p.price, p.quantity, p.minute, max_by(t.trade_time, t.trade_id) AS trade_time
                      FROM places p JOIN timed t ON t.symbol = p.symbol AND t.minute = p.minute AND t.trade_id < p.trade_id
                     GROUP BY ALL
                    """);
            var minutes = new TreeMap<String, Minute>();
            try (var rows = statement.executeQuery("""
                    SELECT symbol, epoch_us(minute),
                           first(price ORDER BY trade_time, trade_id), max(price), min(price),
                           last(price ORDER BY trade_time, trade_id),
                           sum(quantity::DECIMAL(28, 12))::DOUBLE, count(*)
                      FROM (SELECT symbol, minute, trade_time, trade_id, price, quantity FROM timed UNION ALL
                            SELECT symbol, minute, trade_time, trade_id, price, quantity FROM placed)
                     GROUP BY symbol, minute
                    """)) {
                while (rows.next()) {
                    minutes.put(
                            rows.getString(1) + " " + rows.getLong(2),
                            new Minute(
                                    rows.getDouble(3),
                                    rows.getDouble(4),
                                    rows.getDouble(5),
                                    rows.getDouble(6),
                                    rows.getDouble(7),
                                    rows.getLong(8)));
                }
            }
            return minutes;
        }
    }
}
