package io.quarterdeck.tradingbot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.testservers.Servers;
import io.quarterdeck.testservers.WithServers;
import io.quarterdeck.tradingbot.journal.Entry;
import io.quarterdeck.tradingbot.journal.Entry.Filled;
import io.quarterdeck.tradingbot.journal.Entry.Started;
import io.quarterdeck.tradingbot.market.Slot;
import io.quarterdeck.tradingbot.store.Runs.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithServers
class PostgresJournalIT {

    private final Database database =
            Database.withoutPatience(() -> Servers.running().connectAs("trading_bot"));
    private final String run = "journal-" + UUID.randomUUID();
    private final List<List<Entry>> committed = new ArrayList<>();
    private final PostgresJournal journal = new PostgresJournal(database, run, committed::add);

    @BeforeEach
    void begin() throws Exception {
        new Runs(database).begin(run, Mode.LIVE, "script");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void slotsAreKeptTogetherWhenFlushed() throws Exception {
        fill(journal, 0, 2);
        fill(journal, 2, 1);
        assertThat(kept()).isEmpty();

        journal.flush();
        assertThat(kept()).hasSize(3);
        journal.flush();
        assertThat(committed).hasSize(1).first().isEqualTo(kept());
    }

    @Test
    void manyEntriesDoNotWaitForAFlush() throws Exception {
        for (int sequence = 0; sequence < 1_200; sequence += 100) {
            fill(journal, sequence, 100);
        }
        assertThat(kept()).as("whole slots").hasSizeBetween(1_000, 1_200).size().matches(size -> size % 100 == 0);
    }

    @Test
    void positionsAreTheSumsOfFills() throws Exception {
        journal.append(new Started(0, Entry.NO_SLOT, run, "script", ""));
        journal.endSlot();
        journal.flush();
        assertThat(journal.positions(1)).isEmpty();

        fill(journal, 1, 3);
        journal.flush();
        assertThat(journal.positions(4)).isEqualTo(Map.of("A", 7.5));
    }

    @Test
    void entriesOfAnotherProcessAreNamedAsSuch() {
        fill(journal, 0, 2);
        journal.flush();
        var ofAnother = new PostgresJournal(database, run, entries -> {});
        fill(ofAnother, 2, 1);
        ofAnother.flush();

        assertThatThrownBy(() -> journal.positions(2))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("at work in another process: its journal has entry 2 already");
        fill(journal, 2, 1);
        assertThatThrownBy(journal::flush)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("at work in another process: its journal has entry 2 already");
    }

    private List<Entry> kept() throws Exception {
        var entries = new ArrayList<Entry>();
        new PostgresJournal(database, run, all -> {}).read(0, entries::addAll);
        return entries;
    }

    /** A slot of so many fills of 2.5 each. */
    private static void fill(PostgresJournal journal, long sequence, int fills) {
        for (long next = sequence; next < sequence + fills; next++) {
            journal.append(new Filled(next, sequence * Slot.LENGTH_MICROS, "order " + next, "A", 2.5, 1, 1, 0));
        }
        journal.endSlot();
    }
}
