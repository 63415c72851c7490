package io.quarterdeck.producer.sample;

/** Random numbers by a seed: SplitMix64 (Steele, Lea, Flood 2014), written out so that no Java version can change it. */
final class Dice {

    private long state;

    Dice(long seed) {
        state = seed;
    }

    /** Dice of its own for one purpose, so that drawing more for one thing does not change another. */
    Dice apart(long purpose) {
        return new Dice(mix(state ^ mix(purpose + 1)));
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mix(state);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in 0 .. bound - 1. */
    int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** Nearly normal with mean 0 and variance 1: the sum of four uniform numbers, all from one draw. */
    double normal() {
        long bits = next();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum - 2.0 * 0xffff) * (1.7320508075688772 / 0x10000);
    }
}
