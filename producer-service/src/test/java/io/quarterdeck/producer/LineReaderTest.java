package io.quarterdeck.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Property
    void givesEveryLineWhateverTheChunksInWhichItsBytesCome(
            @ForAll("someLines") List<String> lines, @ForAll @IntRange(min = 1, max = 40_000) int chunk)
            throws IOException {
        byte[] file = (String.join("\n", lines) + "\n").getBytes(UTF_8);

        assertThat(texts(file, chunk)).isEqualTo(lines);
    }

    @Provide
    Arbitrary<List<String>> someLines() {
        return Arbitraries.strings()
                .withChars("ab,é€ ")
                .ofMaxLength(30)
                .flatMap(text -> Arbitraries.of(1, 1, 1, 700).map(text::repeat))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Test
    void takesCrLfAndAMissingLastLineEndAndDropsAByteOrderMark() throws IOException {
        assertThat(texts("\uFEFFa,b\r\n\r\nc\nlast".getBytes(UTF_8), 3)).containsExactly("a,b", "", "c", "last");
    }

    @Test
    void countsEveryPhysicalLineAndKnowsBlankOnes() throws IOException {
        var reader = reader("a\n\n \t\r\nb".getBytes(UTF_8), 100);
        var seen = new ArrayList<String>();
        while (reader.next()) {
            seen.add(reader.number() + (reader.blank() ? " blank" : " filled"));
        }
        assertThat(seen).containsExactly("1 filled", "2 blank", "3 blank", "4 filled");
    }

    @Test
    void cutsAnEndlessLineOffAndGoesOnBehindIt() throws IOException {
        String endless = "x".repeat(10 * LineReader.MAX_LINE_BYTES);
        var reader = reader(("a\n" + endless + "\nb\n" + endless).getBytes(UTF_8), 1 << 15);

        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isFalse();
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isTrue();
        assertThat(reader.text()).hasSize(LineReader.MAX_LINE_BYTES);
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isFalse();
        assertThat(reader.text()).isEqualTo("b");
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isTrue();
        assertThat(reader.number()).isEqualTo(4);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void tellsBytesThatAreNotUtf8FromAReplacementCharacterInTheFile() throws IOException {
        var latin = reader("caf\u00e9".getBytes(ISO_8859_1), 100);
        latin.next();
        assertThat(latin.isUtf8(latin.text())).isFalse();

        var replaced = reader("caf\uFFFD".getBytes(UTF_8), 100);
        replaced.next();
        assertThat(replaced.isUtf8(replaced.text())).isTrue();
    }

    private static List<String> texts(byte[] file, int chunk) throws IOException {
        var lines = new ArrayList<String>();
        try (var reader = reader(file, chunk)) {
            while (reader.next()) {
                lines.add(reader.text());
            }
        }
        return lines;
    }

    private static LineReader reader(byte[] file, int chunk) {
        return new LineReader(new FilterInputStream(new ByteArrayInputStream(file)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, chunk));
            }
        });
    }
}
