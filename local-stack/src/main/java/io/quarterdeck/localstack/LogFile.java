package io.quarterdeck.localstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads the end of a log that another process is writing. */
public final class LogFile {

    private static final int LONGEST_TAIL = 64 * 1024;

    private LogFile() {}

    /** All that was written behind the byte {@code from}, the first mebibyte of it at most. */
    public static String since(Path log, long from) throws IOException {
        return read(log, from, 1 << 20);
    }

    /** The last {@code lines} lines behind the byte {@code from}. */
    static String tail(Path log, long from, int lines) throws IOException {
        long length = log.toFile().length();
        var text = read(log, Math.max(from, length - LONGEST_TAIL), LONGEST_TAIL);
        var all = text.lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    private static String read(Path log, long from, int atMost) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.min(from, file.length());
            var bytes = new byte[(int) Math.min(file.length() - start, atMost)];
            file.seek(start);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
