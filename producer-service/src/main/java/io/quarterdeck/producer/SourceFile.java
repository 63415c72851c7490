package io.quarterdeck.producer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * One input file: plain, gzip (of one or more members) or a zip that holds one CSV. What it is is told by its first
 * bytes, not by its name.
 *
 * @param path where it lies
 * @param name what it is called in manifests, rejected lines and messages: the file's name without its folder
 * @param given whether the user named this very file, rather than a folder or pattern that contains it
 */
record SourceFile(Path path, String name, boolean given) {

    private static final int BUFFER = 1 << 16;

    /** The unpacked lines, from the first. */
    LineReader lines() throws IOException {
        return new LineReader(isZip() ? unzip() : gunzip(Files.newInputStream(path)));
    }

    /**
     * Reads the file once to its end.
     *
     * @throws InputException when it is cut short, damaged, or a zip that does not hold exactly one CSV
     */
    Fingerprint fingerprint() throws IOException {
        MessageDigest sha256 = sha256();
        long lines = 0;
        long filled = 0;
        var packed = new DigestInputStream(Files.newInputStream(path), sha256);
        try (packed;
                var reader = new LineReader(isZip() ? unzip() : gunzip(packed))) {
            while (reader.next()) {
                lines++;
                filled += reader.blank() ? 0 : 1;
            }
            packed.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw damaged(lines, e);
        }
        byte[] digest = sha256.digest();
        return new Fingerprint(ByteBuffer.wrap(digest).getLong(), HexFormat.of().formatHex(digest), lines, filled);
    }

    /** @param lines that could be read before */
    InputException damaged(long lines, IOException cause) {
        return new InputException(
                "%s: damaged or cut short behind line %d (%s); nothing of it was sent. Get the file again."
                        .formatted(path, lines, cause),
                cause);
    }

    private static InputStream gunzip(InputStream file) throws IOException {
        var packed = new BufferedInputStream(file, BUFFER);
        packed.mark(2);
        boolean gzip = packed.read() == 0x1f && packed.read() == 0x8b;
        packed.reset();
        return gzip
                ? GzipCompressorInputStream.builder()
                        .setInputStream(packed)
                        .setDecompressConcatenated(true)
                        .setBufferSize(BUFFER)
                        .get()
                : packed;
    }

    private boolean isZip() throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] magic = file.readNBytes(4);
            return magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] <= 5 && magic[3] <= 6;
        }
    }

    private InputStream unzip() throws IOException {
        var zip = new ZipFile(path.toFile());
        try {
            ZipEntry csv = onlyCsvOf(zip);
            return new CheckedInputStream(zip.getInputStream(csv), new CRC32()) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    int read = super.read(into, offset, length);
                    if (read < 0 && getChecksum().getValue() != csv.getCrc()) { // ZipFile does not look
                        throw new ZipException("not what was packed, by its checksum");
                    }
                    return read;
                }

                @Override
                public void close() throws IOException {
                    zip.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private ZipEntry onlyCsvOf(ZipFile zip) {
        List<? extends ZipEntry> csvs = zip.stream()
                .filter(entry -> !entry.isDirectory())
                .filter(entry -> entry.getName().toLowerCase(Locale.ROOT).endsWith(".csv"))
                .filter(entry -> !entry.getName().startsWith("__MACOSX/")) // a Mac's notes about the files
                .toList();
        if (csvs.size() != 1) {
            throw new InputException(
                    "%s: holds %d files named *.csv, not one%s; unpack it and give the files themselves."
                            .formatted(
                                    path,
                                    csvs.size(),
                                    csvs.isEmpty()
                                            ? ""
                                            : ": "
                                                    + Shown.line(csvs.stream()
                                                            .map(ZipEntry::getName)
                                                            .collect(Collectors.joining(", ")))));
        }
        return csvs.get(0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }
}
