package io.quarterdeck.batch.features;

/**
 * How many bars the windows of an interval's features hold.
 *
 * @param next always 1
 * @param middle of returns and labels
 * @param window of returns and labels, the longest, and of most rolling features
 * @param longest of means, of what is compared with the market, and of drawdowns
 */
record Windows(int next, int middle, int window, int longest) {

    static Windows of(Interval interval) {
        return switch (interval) {
            case FIVE_MINUTES -> new Windows(1, 12, 48, 288); // 1 hour, 4 hours; 1 day
            case QUARTER_HOUR -> new Windows(1, 4, 96, 672); // 1 hour, 1 day; 1 week
            case HOUR -> new Windows(1, 4, 24, 168); // 4 hours, 1 day; 1 week
            case FOUR_HOURS -> new Windows(1, 6, 42, 180); // 1 day, 1 week; 1 month
            case DAY -> new Windows(1, 5, 20, 50); // a week, a month and a quarter of an exchange
        };
    }

    int[] horizons() {
        return new int[] {next, middle, window};
    }
}
