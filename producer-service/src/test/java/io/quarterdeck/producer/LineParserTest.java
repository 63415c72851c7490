package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineParserTest {

    @Test
    void cutsAPlainLine() {
        var cells = new String[4];

        assertThat(LineParser.cutPlain("BTC, 1,,", ',', cells)).isTrue();
        assertThat(cells).containsExactly("BTC", " 1", "", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\",b,c", "a,b,c\"", "a,b\r,c", "a,b", "a,b,c,d", ""})
    void leavesAnyOtherLineToTheCsvReader(String line) {
        assertThat(LineParser.cutPlain(line, ',', new String[3])).isFalse();
    }

    @Property
    void findsWhatTheCsvReaderFinds(@ForAll("lines") String line) {
        var cells = new String[3];

        if (LineParser.cutPlain(line, ',', cells)) {
            assertThat(LineParser.cells(line, ',')).containsExactly(cells);
        }
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.strings()
                .withChars(",,,\"\r #'\\;\t\u00e9\u2028a1")
                .ofMinLength(1)
                .ofMaxLength(12);
    }
}
