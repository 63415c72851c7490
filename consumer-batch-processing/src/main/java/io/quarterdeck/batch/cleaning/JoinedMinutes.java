package io.quarterdeck.batch.cleaning;

/** The clean minutes of one slot, joined one after another in order of time. */
final class JoinedMinutes {

    private int minutes;
    private double open = Double.NaN;
    private double high = Double.NEGATIVE_INFINITY;
    private double low = Double.POSITIVE_INFINITY;
    private double close = Double.NaN;
    private double firstMinuteClose = Double.NaN;
    private final ExactSum volume = new ExactSum();
    private final ExactSum turnover = new ExactSum();
    private final MinuteReturns.Sums returns = new MinuteReturns.Sums();

    void add(double open, double high, double low, double close, double volume, double turnover) {
        if (minutes == 0) {
            this.open = open;
            firstMinuteClose = close;
        } else {
            returns.add(this.close, close);
        }
        this.high = Math.max(this.high, high);
        this.low = Math.min(this.low, low);
        this.close = close;
        this.volume.add(volume);
        this.turnover.add(turnover);
        minutes++;
    }

    boolean isEmpty() {
        return minutes == 0;
    }

    SlotBar joined(long openTimeMicros, OrderFlow flow) {
        return new SlotBar(
                openTimeMicros,
                open,
                high,
                low,
                close,
                volume.sum(),
                turnover.sum(),
                minutes,
                firstMinuteClose,
                returns.sums(),
                flow);
    }
}
