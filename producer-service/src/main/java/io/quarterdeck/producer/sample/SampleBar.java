package io.quarterdeck.producer.sample;

/**
 * One minute of one symbol, in whole units so that sums are exact.
 *
 * @param instrument what was traded
 * @param epochMinute start of the minute, in minutes since 1970 UTC
 * @param open in ticks of the instrument; likewise high, low and close
 * @param volume in units of 10^-8
 */
record SampleBar(Instrument instrument, long epochMinute, long open, long high, long low, long close, long volume) {

    static final int VOLUME_DECIMALS = 8;

    SampleBar withPrices(long newOpen, long newHigh, long newLow, long newClose) {
        return new SampleBar(instrument, epochMinute, newOpen, newHigh, newLow, newClose, volume);
    }

    SampleBar withCloseAndVolume(long newClose, long newVolume) {
        return new SampleBar(instrument, epochMinute, open, high, low, newClose, newVolume);
    }
}
