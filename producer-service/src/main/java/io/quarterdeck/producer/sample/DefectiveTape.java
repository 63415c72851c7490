package io.quarterdeck.producer.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a market as CSV, puts defects in, and keeps account of both. */
final class DefectiveTape implements SampleMarket.Tape {

    private static final int LONGEST_DELAY_MINUTES = 30;

    /** So many good bars within a day stand before each spike, so that nobody can take it for the price. */
    private static final int CALM_BARS = 20;

    private final OutputStream csv;
    private final TruthKeeper truth;
    private final long lastDefectMinute;
    private final double dose;
    private final Dice dice;
    private final CsvLine line = new CsvLine();

    /** How long an instrument has had no defect that hides its price. */
    private static final class Calm {

        private final ArrayDeque<Long> minutes = new ArrayDeque<>();

        void saw(SampleBar bar, Optional<Defect> defect) {
            if (defect.isPresent()
                    && (defect.get() == Defect.SPIKE || defect.get().isImpossible())) {
                minutes.clear();
            } else {
                minutes.add(bar.epochMinute());
            }
            if (minutes.size() > CALM_BARS) {
                minutes.remove();
            }
        }

        boolean isBefore(SampleBar bar) {
            return minutes.size() == CALM_BARS
                    && bar.epochMinute() - minutes.peek() <= Duration.ofDays(1).toMinutes();
        }
    }

    private final Map<Instrument, Calm> calms = new HashMap<>();

    /** Lines to come, by the minute behind which they stand. */
    private final TreeMap<Long, List<byte[]>> delayed = new TreeMap<>();

    /**
     * @param end of the market; its last day has no defects, so that nothing is left delayed behind its last line
     * @param dose 1 for as many defects as {@link Defect} says, 0 for none
     */
    DefectiveTape(OutputStream csv, TruthKeeper truth, Instant end, double dose, Dice dice) throws IOException {
        this.csv = csv;
        this.lastDefectMinute = end.minus(Duration.ofDays(1)).getEpochSecond() / 60;
        this.truth = truth;
        this.dose = dose;
        this.dice = dice;
        csv.write(CsvLine.HEADER);
    }

    @Override
    public void trade(SampleBar bar) throws IOException {
        Calm calm = calms.computeIfAbsent(bar.instrument(), instrument -> new Calm());
        Optional<Defect> drawn = bar.epochMinute() < lastDefectMinute ? draw(calm, bar) : Optional.empty();
        calm.saw(bar, drawn);
        if (drawn.isEmpty()) {
            write(bar);
            truth.kept(bar);
            return;
        }
        Defect defect = drawn.get();
        truth.defect(defect, bar);
        switch (defect) {
            case WRONG_COLUMN_COUNT, NOT_A_NUMBER, BAD_TIME, NAN -> {
                write(bar);
                csv.write(CsvLine.ascii(malformed(defect, new String(line.of(bar), StandardCharsets.US_ASCII))));
                truth.kept(bar);
            }
            case HIGH_BELOW_LOW ->
                write(bar.withPrices(bar.open(), bar.low(), Math.max(bar.high(), bar.low() + 1), bar.close()));
            case ZERO_PRICE -> write(bar.withPrices(bar.open(), bar.high(), 0, bar.close()));
            case NEGATIVE_PRICE -> write(bar.withPrices(bar.open(), bar.high(), -bar.low(), bar.close()));
            case EXACT_DUPLICATE -> {
                write(bar);
                writeLater(bar);
                truth.kept(bar);
            }
            case CONFLICTING_DUPLICATE -> {
                SampleBar corrected = bar.withCloseAndVolume(bar.low(), bar.volume() + 1 + dice.below(1_000_000));
                write(bar);
                writeLater(corrected);
                truth.kept(corrected);
            }
            case SPIKE -> write(bar.withPrices(10 * bar.open(), 10 * bar.high(), 10 * bar.low(), 10 * bar.close()));
            case OUT_OF_ORDER -> {
                writeLater(bar);
                truth.kept(bar);
            }
        }
    }

    private Optional<Defect> draw(Calm calm, SampleBar bar) {
        double x = dice.uniform();
        for (Defect defect : Defect.values()) {
            x -= defect.share * dose;
            if (x < 0) {
                return defect == Defect.SPIKE && !calm.isBefore(bar) ? Optional.empty() : Optional.of(defect);
            }
        }
        return Optional.empty();
    }

    private String malformed(Defect defect, String intact) {
        String text = intact.stripTrailing();
        String[] cells = text.split(",");
        return switch (defect) {
            case WRONG_COLUMN_COUNT ->
                (dice.below(2) == 0 ? text + ",0" : text.substring(0, text.lastIndexOf(','))) + "\n";
            case NOT_A_NUMBER -> replaced(cells, 2 + dice.below(4), "n/a");
            case BAD_TIME -> replaced(cells, 1, cells[1].replaceFirst("-\\d\\d-", "-13-"));
            case NAN -> replaced(cells, 2 + dice.below(4), "NaN");
            default -> throw new IllegalArgumentException(defect + " leaves the line well-formed");
        };
    }

    private static String replaced(String[] cells, int index, String text) {
        cells[index] = text;
        return String.join(",", cells) + "\n";
    }

    private void write(SampleBar bar) throws IOException {
        csv.write(line.of(bar));
        truth.line(bar);
        while (!delayed.isEmpty() && delayed.firstKey() < bar.epochMinute()) { // now a later line stands before them
            for (byte[] late : delayed.pollFirstEntry().getValue()) {
                csv.write(late);
            }
        }
    }

    private void writeLater(SampleBar bar) {
        long behind = bar.epochMinute() + 1 + dice.below(LONGEST_DELAY_MINUTES);
        delayed.computeIfAbsent(behind, minute -> new ArrayList<>()).add(line.of(bar));
        truth.line(bar);
    }
}
