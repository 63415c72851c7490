package io.quarterdeck.producer.sample;

import io.quarterdeck.marketdata.Quarter;
import io.quarterdeck.producer.sample.Truth.AfterRules;
import io.quarterdeck.producer.sample.Truth.SymbolQuarter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the account from which the {@link Truth} is made. Bars come in the order of their time. */
final class TruthKeeper {

    private record Key(Instrument instrument, Quarter quarter) {}

    private static final class Account {
        private final Map<Defect, Long> defects = noDefects();
        private long rows;
        private long kept;
        private long firstOpen;
        private long maxHigh = Long.MIN_VALUE;
        private long minLow = Long.MAX_VALUE;
        private long lastClose;
        private BigDecimal volume = BigDecimal.ZERO;
    }

    private final Map<Key, Account> accounts = new HashMap<>();
    private Quarter quarter = new Quarter(1970, 1);
    private long quarterEndMinute;

    /** A line that can be read as {@code bar} is in the file. */
    void line(SampleBar bar) {
        account(bar).rows++;
    }

    /** A line that belongs to {@code bar} has the defect. */
    void defect(Defect defect, SampleBar bar) {
        account(bar).defects.merge(defect, 1L, Long::sum);
    }

    /** {@code bar} is what the quarterly job's rules leave of its minute. */
    void kept(SampleBar bar) {
        Account account = account(bar);
        if (account.kept++ == 0) {
            account.firstOpen = bar.open();
        }
        account.maxHigh = Math.max(account.maxHigh, bar.high());
        account.minLow = Math.min(account.minLow, bar.low());
        account.lastClose = bar.close();
        account.volume = account.volume.add(BigDecimal.valueOf(bar.volume(), SampleBar.VOLUME_DECIMALS));
    }

    private Account account(SampleBar bar) {
        if (bar.epochMinute() >= quarterEndMinute) {
            quarter = Quarter.of(Instant.ofEpochSecond(bar.epochMinute() * 60));
            quarterEndMinute = quarter.end().getEpochSecond() / 60;
        }
        return accounts.computeIfAbsent(new Key(bar.instrument(), quarter), key -> new Account());
    }

    Truth truth(long seed) {
        var defects = noDefects();
        var quarters = new ArrayList<SymbolQuarter>();
        accounts.forEach((key, account) -> {
            account.defects.forEach((defect, count) -> defects.merge(defect, count, Long::sum));
            quarters.add(new SymbolQuarter(
                    key.instrument.symbol(),
                    key.quarter.toString(),
                    account.rows,
                    account.defects,
                    afterRules(key.instrument, account)));
        });
        quarters.sort(Comparator.comparing(SymbolQuarter::symbol).thenComparing(SymbolQuarter::quarter));
        long rows = quarters.stream().mapToLong(SymbolQuarter::rows).sum();
        long rejected = defects.entrySet().stream()
                .filter(entry -> entry.getKey().isMalformed())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Truth(Truth.ABOUT, seed, 1 + rows + rejected, rows, rejected, defects, List.copyOf(quarters));
    }

    private static AfterRules afterRules(Instrument instrument, Account account) {
        return new AfterRules(
                account.kept,
                price(instrument, account.firstOpen),
                price(instrument, account.maxHigh),
                price(instrument, account.minLow),
                price(instrument, account.lastClose),
                account.volume.toPlainString());
    }

    private static BigDecimal price(Instrument instrument, long ticks) {
        return BigDecimal.valueOf(ticks, instrument.decimals());
    }

    private static Map<Defect, Long> noDefects() {
        var counts = new EnumMap<Defect, Long>(Defect.class);
        for (Defect defect : Defect.values()) {
            counts.put(defect, 0L);
        }
        return counts;
    }
}
