package io.quarterdeck.streamstorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Trade;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {

    @TempDir
    Path folder;

    private Lake lake;
    private final List<Bar> bars = new ArrayList<>();

    @BeforeEach
    void threeBatchesOverTwoMonths() throws Exception {
        lake = TestLake.in(folder);
        lake.create(EventKind.BARS);
        for (int batch = 0; batch < 3; batch++) {
            var rows = List.of(
                    TestLake.bar("ETHUSD", "2016-10-31T23:5" + batch + ":00Z", 1 + batch, 2 * batch + 1),
                    TestLake.bar("BTCUSD", "2016-11-01T00:0" + batch + ":00Z", 2 + batch, 2 * batch + 2));
            TestLake.append(lake, EventKind.BARS, rows);
            bars.addAll(rows);
        }
    }

    @Test
    void compactsEachMonthIntoOneFileAndChangesNoRow() {
        var report = maintain(Duration.ofDays(7), 10);

        assertThat(report.filesBefore()).isEqualTo(6);
        assertThat(report.filesAfter()).isEqualTo(2);
        assertThat(report.rows()).isEqualTo(6);
        assertThat(report.snapshotsExpired()).isZero();
        assertThat(TestLake.contentHash(lake, EventKind.BARS)).isEqualTo(TestLake.contentHash(EventKind.BARS, bars));
    }

    @Test
    void expiresOldSnapshotsWithTheirFilesButKeepsTaggedOnes() {
        Table table = lake.table(EventKind.BARS);
        long released = table.currentSnapshot().snapshotId();
        table.manageSnapshots().createTag("2016Q4-v1", released).commit();

        var report = maintain(Duration.ZERO, 1);

        assertThat(report.snapshotsExpired()).isPositive();
        table.refresh();
        assertThat(table.snapshot(released)).isNotNull();
        assertThat(lake.spark()
                        .read()
                        .option("tag", "2016Q4-v1")
                        .table(Lake.name(EventKind.BARS))
                        .count())
                .isEqualTo(6);
        assertThat(TestLake.contentHash(lake, EventKind.BARS)).isEqualTo(TestLake.contentHash(EventKind.BARS, bars));
    }

    @Test
    void keepsTheSnapshotOfTheStreamsLastBatchAtAnyAge() {
        Table table = lake.table(EventKind.BARS);
        table.newFastAppend().set("spark.sql.streaming.epochId", "41").commit();
        long lastBatch = table.currentSnapshot().snapshotId();

        maintain(Duration.ZERO, 1);

        table.refresh();
        assertThat(table.snapshot(lastBatch)).isNotNull();
    }

    @Test
    void removesOldFilesThatNoSnapshotNamesAndLeavesYoungOnes() throws Exception {
        Path data = folder.resolve("raw/bars/data");
        Path old = Files.writeString(data.resolve("left-by-a-crash.parquet"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(4))));
        Path young = Files.writeString(data.resolve("commit-under-way.parquet"), "x");

        var report = maintain(Duration.ofDays(7), 10);

        assertThat(report.orphansRemoved()).isEqualTo(1);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void secondRunFindsNothingToCompact() {
        maintain(Duration.ofDays(7), 10);

        var second = maintain(Duration.ofDays(7), 10);

        assertThat(second.filesBefore()).isEqualTo(2);
        assertThat(second.filesAfter()).isEqualTo(2);
    }

    @Test
    void compactsRowsWithoutATimeIntoAFileOfTheirOwnSortedBySymbolThenTime() throws Exception {
        lake.create(EventKind.TRADES);
        var trades = new ArrayList<Trade>();
        for (int batch = 0; batch < 2; batch++) {
            var rows = List.of(
                    TestLake.trade("ETH_BTC", "", 1, 4 * batch + 1),
                    TestLake.trade("BTC_JPY", "", 1, 4 * batch + 2),
                    TestLake.trade("ETH_BTC", "2018-01-20T00:00:0" + (2 - batch) + "Z", 1, 4 * batch + 3),
                    TestLake.trade("BTC_JPY", "2018-01-20T00:00:0" + (2 - batch) + "Z", 1, 4 * batch + 4));
            TestLake.append(lake, EventKind.TRADES, rows);
            trades.addAll(rows);
        }

        var report = maintain(EventKind.TRADES, Duration.ofDays(7), 10).orElseThrow();

        assertThat(report.filesBefore()).isEqualTo(4);
        assertThat(report.filesAfter()).isEqualTo(2);
        assertThat(TestLake.contentHash(lake, EventKind.TRADES))
                .isEqualTo(TestLake.contentHash(EventKind.TRADES, trades));
        var table = lake.spark().table(Lake.name(EventKind.TRADES));
        assertThat(table.where("trade_time IS NULL").select("symbol").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("BTC_JPY", "BTC_JPY", "ETH_BTC", "ETH_BTC");
        assertThat(table.where("trade_time IS NOT NULL").select("source_line").collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactly(8L, 4L, 7L, 3L);
    }

    @Test
    void leavesATableThatIsNotThereOrHoldsNothing() {
        assertThat(maintain(EventKind.TRADES, Duration.ZERO, 1)).isEmpty();

        lake.create(EventKind.TRADES);

        assertThat(maintain(EventKind.TRADES, Duration.ZERO, 1)).isEmpty();
    }

    private Maintenance.Report maintain(Duration keep, int retainLast) {
        return maintain(EventKind.BARS, keep, retainLast).orElseThrow();
    }

    private Optional<Maintenance.Report> maintain(EventKind<?> kind, Duration keep, int retainLast) {
        return new Maintenance(lake, kind).run(keep, retainLast, Duration.ofDays(3));
    }
}
