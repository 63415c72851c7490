package io.quarterdeck.batch.cleaning;

/**
 * What the clean minutes of one symbol and hour come to: all that longer bars need of them.
 *
 * @param openTimeMicros start of the hour, epoch microseconds UTC
 * @param open of the first minute
 * @param high of all minutes
 * @param low of all minutes
 * @param close of the last minute
 * @param volume sum over the minutes
 * @param turnover sum over the minutes: of a recorded bar volume times the typical price (high + low + close) / 3, of trades
 *     price times quantity
 * @param minutes how many of the 60 minutes have a bar, at least one
 * @param firstMinuteClose close of the first minute, so that a longer bar can measure the return into this hour
 * @param varianceAfterFirstMinute sum of the squared log returns from each minute's close to the next one's. The
 *     realized variance of a bar (Andersen and Bollerslev, "Answering the Skeptics", 1998) is the sum of these and of
 *     the squared returns between the hours and of the first minute
 * @param flow what the hour's trades tell beyond that; {@link OrderFlow#NONE} if there are none
 */
public record HourBar(
        long openTimeMicros,
        double open,
        double high,
        double low,
        double close,
        double volume,
        double turnover,
        int minutes,
        double firstMinuteClose,
        double varianceAfterFirstMinute,
        OrderFlow flow) {

    public static double squaredLogReturn(double from, double to) {
        double logReturn = StrictMath.log(to / from);
        return logReturn * logReturn;
    }
}
