package io.quarterdeck.producer;

/**
 * What tells one input file from all others, and how much stands in it.
 *
 * @param sourceId first 8 bytes of the SHA-256, big-endian
 * @param sha256 of the file as it lies on disk, 64 hexadecimal digits
 * @param lines lines in the unpacked file
 * @param filledLines those of them that are not blank: the rows, and the header if there is one
 */
record Fingerprint(long sourceId, String sha256, long lines, long filledLines) {}
