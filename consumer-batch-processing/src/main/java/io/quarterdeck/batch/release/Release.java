package io.quarterdeck.batch.release;

import io.quarterdeck.batch.features.Interval;
import io.quarterdeck.marketdata.ContentHash;
import io.quarterdeck.marketdata.Quarter;
import java.util.EnumMap;
import java.util.Map;

/**
 * One run's output for one quarter.
 *
 * @param version counts the releases of the quarter from 1
 * @param partial whether it was made of a quarter that had not ended or is only partly covered
 * @param tables what each feature table holds of the quarter
 */
public record Release(Quarter quarter, int version, boolean partial, Map<Interval, Content> tables) {

    public Release {
        tables = new EnumMap<>(tables);
    }

    /**
     * @param hash of the rows
     * @param lakeSnapshotId snapshot of the lake table that holds them
     */
    public record Content(ContentHash hash, long lakeSnapshotId) {}

    /** Name of the release and its tag in the lake, such as {@code 2016Q4-v1}. */
    public String name() {
        return name(quarter, version);
    }

    public static String name(Quarter quarter, int version) {
        return quarter + "-v" + version;
    }
}
