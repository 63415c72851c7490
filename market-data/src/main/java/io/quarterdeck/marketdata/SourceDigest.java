package io.quarterdeck.marketdata;

import java.util.List;

/**
 * What one input file holds, read again from its first line to its last: what an audit compares the stores with. Goes from
 * the producer's command {@code digest} to the audit as a JSON file.
 *
 * @param sourceId first 8 bytes of {@code sha256}
 * @param sha256 of the file as it lies on disk, 64 hexadecimal digits
 * @param name the file's name, without its folder
 * @param topic where its rows go
 * @param rowsRejected lines that are no rows
 * @param days rows per partition and UTC day
 */
public record SourceDigest(
        long sourceId, String sha256, String name, String topic, long rowsRejected, List<DaySum> days) {

    /**
     * Rows of one day in one partition and their {@link ContentHash}, its digits as {@link ContentHash#hex()}.
     *
     * @param day like {@code 2016-10-01}; null for rows without a time
     */
    public record DaySum(int partition, String day, long rows, String hash) {}

    /** All files that were read. */
    public record Files(List<SourceDigest> files) {

        public Files {
            files = List.copyOf(files);
        }
    }

    public SourceDigest {
        days = List.copyOf(days);
    }
}
