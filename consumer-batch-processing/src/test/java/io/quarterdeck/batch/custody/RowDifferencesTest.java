package io.quarterdeck.batch.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.batch.custody.Group.Place;
import io.quarterdeck.batch.custody.RowDifferences.RowDifference;
import io.quarterdeck.batch.custody.Scope.Span;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.EventKind;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowDifferencesTest {

    private static final String TOPIC = EventKind.BARS.topic();

    /** Kafka holds offsets from 10 on; 100 and later have not landed. */
    private static final Scope SCOPE = new Scope(Map.of(TOPIC, Map.of(0, new Span(10, 100))), Set.of(), Set.of());

    @Test
    void namesWhatOneLacksHasOtherwiseOrHasTwice() throws SQLException {
        RowDifferences found = differences(
                20,
                store("PostgreSQL", row(11, "a"), row(12, "changed"), row(13, "c"), row(13, "c"), row(14, "d")),
                store("lake", row(11, "a"), row(12, "b"), row(13, "c")));

        assertThat(found.count()).isEqualTo(3);
        assertThat(found.shown())
                .extracting(RowDifference::offset, RowDifference::contents)
                .containsExactly(
                        tuple(12, Map.of("PostgreSQL", List.of("changed"), "lake", List.of("b"))),
                        tuple(13, Map.of("PostgreSQL", List.of("c", "c"), "lake", List.of("c"))),
                        tuple(14, Map.of("PostgreSQL", List.of("d"), "lake", List.of())));
    }

    @Test
    void countsAllAndShowsTheFirst() throws SQLException {
        RowDifferences found =
                differences(1, store("PostgreSQL", row(11, "a"), row(12, "b"), row(13, "c")), store("lake"));

        assertThat(found.count()).isEqualTo(3);
        assertThat(found.shown()).extracting(RowDifference::offset).containsExactly(11L);
    }

    @Test
    void kafkaNeedNotHoldWhatItHasForgottenAndNobodyWhatIsInFlight() throws SQLException {
        RowDifferences found = differences(
                20,
                store("Kafka", row(10, "b")),
                store("PostgreSQL", row(9, "a"), row(10, "b"), row(100, "c")),
                store("lake", row(9, "a"), row(10, "b")));

        assertThat(found.count()).isZero();
    }

    private static org.assertj.core.groups.Tuple tuple(long offset, Map<String, List<String>> contents) {
        return org.assertj.core.groups.Tuple.tuple(offset, contents);
    }

    private static RowDifferences differences(int maxRows, RowSource... stores) throws SQLException {
        var group = new Group(TOPIC, 7, 0, LocalDate.EPOCH, Place.EVERYWHERE);
        var difference = new Comparison.Difference(group, Map.of("PostgreSQL", ContentHash.NONE));
        return RowDifferences.of(List.of(difference), List.of(stores), "Kafka", SCOPE, maxRows);
    }

    private static StoredRow row(long offset, String content) {
        return new StoredRow(0, offset, 7, offset + 2, content);
    }

    private static RowSource store(String name, StoredRow... rows) {
        Iterator<StoredRow> left = Stream.of(rows).iterator();
        return new RowSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public RowCursor rows(Suspects suspects) {
                return new RowCursor() {
                    @Override
                    public StoredRow next() {
                        return left.hasNext() ? left.next() : null;
                    }

                    @Override
                    public void close() {
                        // nothing is open
                    }
                };
            }
        };
    }
}
