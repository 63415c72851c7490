package io.quarterdeck.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {

    @TempDir
    Path folder;

    @Test
    void identifiesAFileByItsBytesAndCountsItsLines() throws IOException {
        var print = file("abc".getBytes(UTF_8)).fingerprint();

        assertThat(print.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(print.sourceId()).isEqualTo(0xba7816bf8f01cfeaL);
        assertThat(file("a\n\nb\n".getBytes(UTF_8)).fingerprint())
                .extracting(Fingerprint::lines, Fingerprint::filledLines)
                .containsExactly(3L, 2L);
    }

    @Test
    void readsAllMembersOfAGzip() throws IOException {
        var file = file(joined(gzip("a\nb\n"), gzip("c\n")));

        assertThat(file.fingerprint().lines()).isEqualTo(3);
        try (var lines = file.lines()) {
            assertThat(lines.next()).isTrue();
            assertThat(lines.text()).isEqualTo("a");
        }
    }

    @Test
    void findsATruncatedGzipWhereverItWasCut() throws IOException {
        byte[] whole = joined(gzip("a\n".repeat(10_000)), gzip("b\n".repeat(10_000)));
        int first = gzip("a\n".repeat(10_000)).length;

        for (int length : new int[] {15, first / 2, first - 4, first + 5, whole.length - 9, whole.length - 1}) {
            var cut = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(cut::fingerprint)
                    .as("cut after %d of %d bytes", length, whole.length)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("damaged or cut short");
        }
    }

    @Test
    void readsTheOneCsvOfAZip() throws IOException {
        var file = file(zip("BTC.csv", "readme.txt", "__MACOSX/BTC.csv"));

        assertThat(file.fingerprint().lines()).isEqualTo(1);
        try (var lines = file.lines()) {
            lines.next();
            assertThat(lines.text()).isEqualTo("content of BTC.csv");
        }
    }

    @Test
    void refusesAZipOfSeveralOrNoCsvsAndATruncatedOne() throws IOException {
        assertThatThrownBy(file(zip("a.csv", "b.csv"))::fingerprint)
                .hasMessageContaining("holds 2 files named *.csv, not one: a.csv, b.csv");
        assertThatThrownBy(file(zip("a.txt"))::fingerprint).hasMessageContaining("holds 0 files named *.csv");

        byte[] zip = zip("a.csv");
        assertThatThrownBy(file(Arrays.copyOf(zip, zip.length - 5))::fingerprint)
                .hasMessageContaining("damaged or cut short");
    }

    private SourceFile file(byte[] bytes) throws IOException {
        Path path = Files.createTempFile(folder, "file", "");
        Files.write(path, bytes);
        return new SourceFile(path, "file", true);
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(first);
        bytes.write(second);
        return bytes.toByteArray();
    }

    private static byte[] zip(String... names) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(("content of " + name + "\n").getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
