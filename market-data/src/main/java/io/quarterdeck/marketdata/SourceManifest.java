package io.quarterdeck.marketdata;

import java.util.List;

/**
 * How far one input file has come, and at its end what it held: the value of {@link Topics#MANIFESTS}, sent in the same
 * Kafka transaction as the rows that it counts. Described by {@code schemas/manifest-1.json}.
 *
 * @param sourceId first 8 bytes of {@code sha256}; also the record's key, in decimal digits
 * @param sha256 of the input file as it lies on disk, 64 hexadecimal digits
 * @param name the file's name, without its folder
 * @param profile the columns and time format that it was read with
 * @param status see {@link Status}
 * @param ingestion 1 for the first time that this file was ingested; counts up with every forced repeat
 * @param linesTotal lines in the unpacked file, its header included
 * @param lastLine the last line that is done with: a restart goes on behind it
 * @param rowsRead lines read in this ingestion, the header not counted; {@code rowsSent + rowsRejected}
 * @param rowsSent rows sent to {@code topic} in this ingestion
 * @param rowsRejected rows sent to {@link Topics#REJECTED} in this ingestion
 * @param topic where the rows went
 * @param partitions what of this source each partition of {@code topic} holds, all ingestions together
 * @param startedAt of this ingestion, epoch microseconds UTC
 * @param updatedAt when this manifest was written, epoch microseconds UTC
 */
public record SourceManifest(
        long sourceId,
        String sha256,
        String name,
        String profile,
        Status status,
        int ingestion,
        long linesTotal,
        long lastLine,
        long rowsRead,
        long rowsSent,
        long rowsRejected,
        String topic,
        List<PartitionSum> partitions,
        long startedAt,
        long updatedAt) {

    /** Value of the Kafka header {@link WireFormat#SCHEMA_HEADER}. */
    public static final String SCHEMA = "manifest/1";

    public enum Status {
        /** Some of the file's rows are in Kafka; the rest is still to come. */
        IN_PROGRESS,
        /** Every line of the file is in Kafka, as a row or as a rejected line. */
        COMPLETE
    }

    /** Rows of this source in one partition and their {@link ContentHash}, its digits as {@link ContentHash#hex()}. */
    public record PartitionSum(int partition, long rows, String hash) {}

    public SourceManifest {
        partitions = List.copyOf(partitions);
    }
}
