package io.quarterdeck.tradingbot.market;

import static io.quarterdeck.tradingbot.Bars.MINUTE;
import static io.quarterdeck.tradingbot.Bars.START;
import static io.quarterdeck.tradingbot.Bars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.tradingbot.Bars;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotMergerTest {

    private final List<Slot> slots = new ArrayList<>();
    private final SlotMerger merger = new SlotMerger(new Symbols(List.of("B", "A")), 2, slots::add);

    private List<String> seen() {
        return slots.stream()
                .map(slot -> (slot.openTimeMicros() - START) / MINUTE + ":"
                        + String.join("", slot.bars().stream().map(Bar::symbol).toList()))
                .toList();
    }

    @Test
    void aMinuteWithABarOfEverySymbolGoesOutAtOnceSortedBySymbol() {
        merger.add(0, bar("B", 0, 1));
        assertThat(slots).isEmpty();
        merger.add(1, bar("A", 0, 1));

        assertThat(seen()).containsExactly("0:AB");
    }

    @Test
    void aMinuteThatMissesABarWaitsForTheSlowestPartition() {
        merger.add(0, bar("B", 0, 1));
        merger.add(0, bar("B", 1, 1));
        assertThat(slots).isEmpty();

        merger.add(1, bar("A", 1, 1));

        assertThat(seen()).containsExactly("0:B", "1:AB");
    }

    @Test
    void endedPartitionsAndThoseGivenUpAreNotWaitedForAndABarThatComesTooLateIsCounted() {
        merger.add(0, bar("B", 0, 1));
        merger.add(0, bar("B", 1, 1));
        assertThat(merger.waits(bar("B", 0, 1).openTimeMicros())).isTrue();
        merger.giveUp(1, bar("B", 0, 1).openTimeMicros());
        assertThat(seen()).containsExactly("0:B");
        assertThat(merger.waits(bar("B", 0, 1).openTimeMicros())).isFalse();
        assertThat(merger.openBars()).isEqualTo(1);

        merger.add(1, bar("A", 0, 1));
        merger.add(1, bar("A", 1, 1));
        merger.add(0, bar("B", 2, 1));
        merger.ended(1);
        merger.ended(0);

        assertThat(seen()).containsExactly("0:B", "1:AB", "2:B");
        assertThat(merger.dropped()).isEqualTo(new SlotMerger.Dropped(0, 0, 1, 0, 0));
    }

    @Test
    void theFirstOfTwoBarsOfAMinuteCountsAlsoWhenTheMinuteIsGone() {
        merger.add(0, bar("B", 0, 1));
        merger.add(0, bar("B", 0, 2));
        merger.add(1, bar("A", 0, 1));
        merger.add(1, bar("A", 0, 2));

        assertThat(slots)
                .singleElement()
                .satisfies(
                        slot -> assertThat(slot.bars()).extracting(Bar::close).containsExactly(1.0, 1.0));
        assertThat(merger.dropped().repeated()).isEqualTo(2);
    }

    @Test
    void whatIsOlderThanItsPartitionOrNoSoundBarOrOfAnotherSymbolIsCountedAndLeftOut() {
        merger.add(0, bar("B", 1, 1));
        merger.add(0, bar("B", 0, 1));
        merger.add(1, new Bar("A", START + MINUTE, 2, 1, 2, 2, 1, 7, 1));
        merger.add(1, bar("A", 1, 0));
        merger.add(1, bar("A", 1, 1, -1));
        merger.add(1, new Bar("A", START + MINUTE + 1, 2, 2, 2, 2, 1, 7, 1));
        merger.add(1, bar("C", 2, 1));
        merger.ended(0);
        merger.ended(1);

        assertThat(seen()).containsExactly("1:B");
        assertThat(merger.dropped()).isEqualTo(new SlotMerger.Dropped(0, 1, 0, 4, 1));
    }

    @Test
    void aPartitionThatRunsAheadCanBeSeenAndPaused() {
        merger.add(0, bar("B", 0, 1));
        merger.add(0, bar("B", 5, 1));
        assertThat(merger.leadMicros(0)).isEqualTo(5 * MINUTE);
        assertThat(merger.leadMicros(1)).isZero();

        merger.add(1, bar("A", 4, 1));
        assertThat(merger.leadMicros(0)).isEqualTo(MINUTE);
        merger.add(1, bar("A", 5, 1));

        assertThat(merger.leadMicros(0)).isZero();
    }

    /** Also with repetitions and bars out of order, as long as each partition has its order. */
    @Property(tries = 200)
    void howPartitionsInterleaveChangesNothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        var random = new Random(seed);
        List<List<Bar>> streams = Stream.generate(() -> (List<Bar>) new ArrayList<Bar>())
                .limit(partitions)
                .toList();
        for (Bar bar : Bars.walk(seed, 40, "A", "B", "C", "D", "E")) {
            List<Bar> stream = streams.get(bar.symbol().charAt(0) % partitions);
            stream.add(bar);
            if (random.nextInt(8) == 0) {
                stream.add(bar);
            }
            if (random.nextInt(8) == 0) {
                stream.add(stream.get(random.nextInt(stream.size())));
            }
        }

        assertThat(merged(streams, new Random(seed + 1))).isEqualTo(merged(streams, new Random(seed + 2)));
    }

    private static List<Object> merged(List<List<Bar>> streams, Random random) {
        var out = new ArrayList<Object>();
        var merger = new SlotMerger(new Symbols(List.of("A", "B", "C", "D")), streams.size(), out::add);
        var rest = streams.stream().map(ArrayDeque::new).toList();
        var left = new ArrayList<Integer>();
        for (int i = 0; i < streams.size(); i++) {
            left.add(i);
        }
        while (!left.isEmpty()) {
            Integer partition = left.get(random.nextInt(left.size()));
            for (int burst = random.nextInt(20); burst >= 0; burst--) {
                Bar bar = rest.get(partition).poll();
                if (bar == null) {
                    merger.ended(partition);
                    left.remove(partition);
                    break;
                }
                merger.add(partition, bar);
            }
        }
        out.add(merger.dropped());
        return out;
    }
}
