package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.SourceManifest;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code demo} on eight days of recorded trades, uncleaned, held against figures worked out from the file alone. Skipped
 * where the file is not there.
 */
public class RecordedTradesIT {

    private static final Path FILE = Pipeline.ROOT
            .resolve("../shared/data/trades-bitflyer-20180121-20180128.csv.gz")
            .normalize();

    private static final long ROWS = 1_054_452;

    /** The feature columns that come from trades alone. */
    public static final List<String> MICROSTRUCTURE = List.of(
            "trade_count",
            "order_imbalance",
            "mean_trade_size",
            "amihud_illiquidity",
            "kyle_lambda",
            "vpin",
            "tick_volatility");

    @TempDir
    static Path folder;

    private static Quarterdeck quarterdeck;
    private static Stores stores;

    @BeforeAll
    static void runTheDemo() throws Exception {
        assumeTrue(Files.exists(FILE), FILE + " is not there");
        quarterdeck = new Quarterdeck(folder.resolve("home"));
        quarterdeck.run("demo", "--detach", "--input", FILE.toString()).expect(0);
        stores = quarterdeck.stores();
    }

    @AfterAll
    static void stop() throws Exception {
        if (stores != null) {
            stores.close();
        }
        if (quarterdeck != null) {
            quarterdeck.run("down");
        }
    }

    @Test
    void everyTradeLandsOnceInBothStores() throws Exception {
        assertThat(stores.kafka().manifests(EventKind.TRADES))
                .singleElement()
                .returns("quarterdeck-trades", SourceManifest::profile)
                .returns(ROWS, SourceManifest::rowsSent)
                .returns(0L, SourceManifest::rowsRejected);
        assertThat(stores.kafka().rejectedLines()).isZero();
        assertThat(stores.postgres().rows(EventKind.TRADES)).isEqualTo(ROWS);
        assertThat(stores.lake().rows(EventKind.TRADES)).isEqualTo(ROWS);
        assertThat(stores.postgres().number("SELECT count(*) FROM raw.undecodable"))
                .isZero();
        stores.assertAllHoldWhatWasRead(EventKind.TRADES);
    }

    @Test
    void theAmountOfAllDistinctTradesIsExact() throws Exception {
        String amount = """
                SELECT sum(quantity::numeric)
                  FROM (SELECT DISTINCT ON (trade_id) quantity FROM raw.trades WHERE symbol = ?) AS trade""";

        assertThat(stores.postgres().number(amount, "BTC_JPY")).isEqualByComparingTo("142069.95768722");
        assertThat(stores.postgres().number(amount, "ETH_BTC")).isEqualByComparingTo("4607.2507250");
    }

    @Test
    void theReleaseOfAWeekIsPartial() throws Exception {
        assertThat(stores.postgres().text("SELECT string_agg(name || ' ' || partial, ', ') FROM governance.release"))
                .isEqualTo("2018Q1-v1 true");
        assertThat(quarterdeck.run("status").expect(0).out()).contains("2018Q1-v1 (partial)");
    }

    /** 2 of the 1,412 lines that stand twice have no time: of 3,488 such lines 3,486 are trades. */
    @ParameterizedTest
    @CsvSource({
        "trades, 1054452",
        "trade_exact_duplicate, 1412",
        "trade_conflicting_duplicate, 0",
        "trade_time_placed, 3337",
        "trade_time_unknown, 149"
    })
    void everyFlawIsCounted(String rule, long expected) throws Exception {
        assertThat(stores.postgres().number("""
                        SELECT sum((of_symbol.value ->> ?)::bigint)
                          FROM governance.release, jsonb_each(quality) AS of_symbol""", rule)).isEqualByComparingTo(BigDecimal.valueOf(expected));
    }

    /** It traded in each of the eight days' hours, nine days of UTC. */
    @ParameterizedTest
    @CsvSource({"features.bars_1h, 192", "features.bars_1d, 9"})
    void theMicrostructureOfEveryIntervalIsKnown(String table, long intervals) throws Exception {
        for (String column : MICROSTRUCTURE) {
            assertThat(stores.postgres()
                            .number("SELECT count(%s) FROM %s WHERE symbol = 'BTC_JPY'".formatted(column, table)))
                    .as(column)
                    .isEqualByComparingTo(BigDecimal.valueOf(intervals));
        }
    }
}
