package io.quarterdeck.batch.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.batch.TestSpark;
import io.quarterdeck.marketdata.Quarter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What is dropped, read back from the lake. */
class QuarantineTest {

    private static final Quarter Q1 = Quarter.parse("2018Q1");
    private static final Quarter Q2 = Quarter.parse("2018Q2");

    private final SparkSession spark = TestSpark.session();

    @Test
    void holdsWhatTheRulesDroppedOfEachQuarterWhereverItCameFrom() throws Exception {
        Dataset<Row> slots = Slots.of(
                TestSpark.rawBars(spark, bars()),
                TradeMinutes.of(TestSpark.rawTrades(spark, trades()), 2),
                Set.of(),
                2);

        Quarantine.replace(slots, List.of(Q1, Q2));
        Quarantine.replace(slots, List.of(Q1)); // again: adds nothing

        assertThat(read("SELECT quarter, symbol, rule, open_time, high, source_line, kafka_offset"
                        + " FROM lake.quarantine.bars ORDER BY open_time, symbol, kafka_offset"))
                .containsExactly(
                        "2018Q1 AAA conflicting_duplicate 2018-03-31T23:58:00Z 100.0 2 0",
                        "2018Q1 AAA high_below_low 2018-03-31T23:59:00Z 9.0 4 2",
                        "2018Q2 AAA spike 2018-04-01T00:19:00Z 1000.0 24 22",
                        "2018Q2 TTT spike 2018-04-01T00:19:00Z 1000.0 null null");
        assertThat(read("SELECT quarter, symbol, rule, trade_time, trade_id, price, side, source_id, kafka_partition"
                        + " FROM lake.quarantine.trades"))
                .containsExactly("2018Q2 TTT trade_price_not_positive 2018-04-01T00:03:00Z 99 -1.0 SELL 7 0");

        // what is dropped no more goes, and the other quarter stays
        Dataset<Row> corrected = Slots.of(
                TestSpark.rawBars(spark, List.of("AAA,2018-04-01T00:00:00Z,1,1,1,1,1")),
                TradeMinutes.of(TestSpark.rawTrades(spark, List.of()), 2),
                Set.of(),
                2);
        Quarantine.replace(corrected, List.of(Q2));

        assertThat(read("SELECT DISTINCT quarter FROM lake.quarantine.bars")).containsExactly("2018Q1");
        assertThat(read("SELECT * FROM lake.quarantine.trades")).isEmpty();
        assertThat(read("SELECT count(*) FROM lake.quarantine.bars.snapshots")).containsExactly("3");
    }

    @Test
    void tradesStandInForARecordedSpikeUnlessTheySayTheSame() {
        var trades = new ArrayList<>(trades());
        trades.add("AAA,2018-04-01T00:19:10Z,200,100,2,BUY"); // the recorded bar says 1000

        List<Row> hours = Slots.of(
                        TestSpark.rawBars(spark, bars()),
                        TradeMinutes.of(TestSpark.rawTrades(spark, trades), 2),
                        Set.of(),
                        2)
                .filter("open_time_micros = 1522540800000000") // 2018-04-01T00:00Z
                .orderBy("symbol")
                .selectExpr("symbol", "minutes", "high", "spike", "flow_trades", "trade_minute_overruled")
                .collectAsList();

        assertThat(hours.get(0).mkString(" ")).isEqualTo("AAA 20 100.0 1 1 0");
        assertThat(hours.get(1).mkString(" ")).isEqualTo("TTT 19 100.0 1 19 0");
    }

    private List<String> read(String sql) {
        return spark.sql(sql).collectAsList().stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    /** The last two minutes of a quarter and the first twenty of the next; the last one is a spike. */
    private static List<String> bars() {
        var lines = new ArrayList<String>();
        lines.add("AAA,2018-03-31T23:58:00Z,100,100,100,100,1");
        lines.add("AAA,2018-03-31T23:58:00Z,100,100,100,100,2");
        lines.add("AAA,2018-03-31T23:59:00Z,10,9,11,10,1");
        for (int minute = 0; minute < 20; minute++) {
            int price = minute == 19 ? 1000 : 100;
            lines.add("AAA,2018-04-01T00:%02d:00Z,%d,%2$d,%2$d,%2$d,1".formatted(minute, price));
        }
        return lines;
    }

    /** Likewise, of a symbol that has no recorded bars. */
    private static List<String> trades() {
        var lines = new ArrayList<String>();
        for (int minute = 0; minute < 20; minute++) {
            lines.add("TTT,2018-04-01T00:%02d:01Z,%d,%d,1,BUY".formatted(minute, minute, minute == 19 ? 1000 : 100));
        }
        lines.add("TTT,2018-04-01T00:03:00Z,99,-1,1,SELL");
        return lines;
    }
}
