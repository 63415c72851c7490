package io.quarterdeck.marketdata;

/**
 * A line that could not be read as an event: the value of {@link Topics#REJECTED}. Described by
 * {@code schemas/rejected-1.json}.
 *
 * @param sourceId see {@link SourceManifest}
 * @param source the file's name; also the record's key
 * @param line 1-based line number in the unpacked file
 * @param text the line as it stands there, cut off after {@value #MAX_TEXT_LENGTH} characters
 * @param reason what is wrong: the column and the value found
 */
public record RejectedLine(long sourceId, String source, long line, String text, String reason) {

    /** Value of the Kafka header {@link WireFormat#SCHEMA_HEADER}. */
    public static final String SCHEMA = "rejected/1";

    public static final int MAX_TEXT_LENGTH = 4096;
}
