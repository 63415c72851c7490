package io.quarterdeck.batch.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.batch.custody.Comparison.Source;
import io.quarterdeck.batch.custody.Comparison.Verdict;
import io.quarterdeck.batch.custody.Group.Place;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.SourceDigest;
import io.quarterdeck.marketdata.SourceManifest;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final String TOPIC = "market.bars";
    private static final Source SOURCE = new Source(TOPIC, 7);
    private static final LocalDate DAY = LocalDate.parse("2016-10-01");
    private static final Scope ALL = new Scope(Map.of(), Set.of(), Set.of());

    @Test
    void storesThatHoldTheSameAgree() {
        var comparison =
                compare(holding(5, Place.EVERYWHERE), holding(5, Place.EVERYWHERE), holding(5, Place.EVERYWHERE));

        assertThat(comparison.agrees()).isTrue();
        assertThat(comparison.verdict(SOURCE)).isEqualTo(Verdict.AGREE);
    }

    @Test
    void oneThatHoldsLessOrNothingIsNamedWithItsGroup() {
        var comparison = compare(holding(5, Place.EVERYWHERE), holding(4, Place.EVERYWHERE), new Digest());

        assertThat(comparison.verdict(SOURCE)).isEqualTo(Verdict.DIFFERS);
        assertThat(comparison.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.group().day()).isEqualTo(DAY);
            assertThat(difference.held())
                    .containsEntry("Kafka", hash(5))
                    .containsEntry("PostgreSQL", hash(4))
                    .containsEntry("lake", ContentHash.NONE);
        });
    }

    @Test
    void whatKafkaHasForgottenIsComparedWithoutIt() {
        var comparison = compare(new Digest(), holding(5, Place.NOT_IN_KAFKA), holding(5, Place.NOT_IN_KAFKA));

        assertThat(comparison.agrees()).isTrue();
        assertThat(compare(new Digest(), holding(5, Place.NOT_IN_KAFKA), holding(4, Place.NOT_IN_KAFKA))
                        .agrees())
                .isFalse();
    }

    @Test
    void rowsInFlightAreCountedAndNotCompared() {
        var comparison = compare(holding(5, Place.IN_FLIGHT), holding(3, Place.IN_FLIGHT), new Digest());

        assertThat(comparison.agrees()).isTrue();
        assertThat(comparison.verdict(SOURCE)).isEqualTo(Verdict.LANDING);
        assertThat(comparison.inFlight("PostgreSQL")).isEqualTo(3);
    }

    @Test
    void theManifestIsHeldAgainstEachPartitionOnceAllHasLanded() {
        var early = compare(holding(5, Place.EVERYWHERE), holding(5, Place.EVERYWHERE), holding(5, Place.EVERYWHERE));
        early.withManifest(manifest(6), "PostgreSQL", false);
        var late = compare(holding(5, Place.EVERYWHERE), holding(5, Place.EVERYWHERE), holding(5, Place.EVERYWHERE));
        late.withManifest(manifest(6), "PostgreSQL", true);
        var equal = compare(holding(6, Place.EVERYWHERE), holding(6, Place.EVERYWHERE), holding(6, Place.EVERYWHERE));
        equal.withManifest(manifest(6), "PostgreSQL", true);

        assertThat(early.verdict(SOURCE)).isEqualTo(Verdict.LANDING);
        assertThat(late.problems().get(SOURCE))
                .singleElement()
                .asString()
                .contains("market.bars-0: the manifest counts 6 rows", "PostgreSQL holds 5 rows");
        assertThat(equal.agrees()).isTrue();
    }

    @Test
    void aFileIsHeldAgainstEachDayAsOftenAsItWasIngested() {
        var file = new SourceDigest(
                7, "", "bars.csv", TOPIC, 0, List.of(new SourceDigest.DaySum(0, "2016-10-01", 5, hash(5).hex())));
        var twice = hash(5).plus(hash(5));
        var stored = new Digest();
        stored.add(new Group(TOPIC, 7, 0, DAY, Place.EVERYWHERE), twice);
        var comparison = compare(stored, stored, stored);
        comparison.withFile(file, 2, ALL, "PostgreSQL");
        var once = compare(stored, stored, stored);
        once.withFile(file, 1, ALL, "PostgreSQL");

        assertThat(comparison.agrees()).isTrue();
        assertThat(once.problems().get(SOURCE))
                .singleElement()
                .asString()
                .contains("2016-10-01: the file holds 5 rows");
    }

    private static Comparison compare(Digest kafka, Digest postgres, Digest lake) {
        var stores = new LinkedHashMap<String, Digest>();
        stores.put("Kafka", kafka);
        stores.put("PostgreSQL", postgres);
        stores.put("lake", lake);
        return new Comparison(stores, "Kafka");
    }

    private static Digest holding(long rows, Place place) {
        var digest = new Digest();
        digest.add(new Group(TOPIC, 7, 0, DAY, place), hash(rows));
        return digest;
    }

    private static ContentHash hash(long rows) {
        return new ContentHash(rows, 3 * rows, Long.MAX_VALUE - rows);
    }

    private static SourceManifest manifest(long rows) {
        return new SourceManifest(
                7,
                "",
                "bars.csv",
                "bars",
                SourceManifest.Status.COMPLETE,
                1,
                rows,
                rows,
                rows,
                rows,
                0,
                TOPIC,
                List.of(new SourceManifest.PartitionSum(0, rows, hash(rows).hex())),
                0,
                0);
    }
}
