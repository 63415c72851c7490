package io.quarterdeck.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.io.NumberInput;
import io.quarterdeck.marketdata.Bar;
import io.quarterdeck.marketdata.Decoded;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.WireFormat;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"611.1", "0.10", "0", "-3.50", "1e-7", "2.5E+3", "100", "123456789.12345678", "-0.0"})
    void keepsTheDigitsOfAJsonNumber(String text) {
        assertThat(NumberText.json(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({"+1,1", ".5,0.5", "1.,1", "007,7", "-.25,-0.25", "+1.50,1.50", "00.1,0.1", "-0,0", "1.e3,1E+3"})
    void bringsOtherDecimalsIntoJsonsForm(String text, String json) {
        assertThat(NumberText.json(text)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NaN",
                "Infinity",
                "-inf",
                "0x10",
                "1d",
                "1f",
                "1,5",
                "1 000",
                "--1",
                "1e",
                "e5",
                ".",
                "-",
                "٣"
            })
    void refusesWhatIsNoDecimal(String text) {
        assertThatThrownBy(() -> NumberText.json(text)).hasMessage("'" + text + "' is not a number");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 60_000})
    void refusesMoreDigitsThanReadersOfTheTopicTake(int digits) {
        assertThatThrownBy(() -> NumberText.json("1".repeat(digits))).hasMessageContaining("more than 100 characters");
    }

    @Property
    void readersGetTheSameValueAndTheSameDouble(@ForAll("decimals") String text) {
        String json = NumberText.json(text);

        assertThat(new BigDecimal(json)).isEqualByComparingTo(new BigDecimal(text));
        double sent = NumberInput.parseDouble(json, true);
        if (Double.isFinite(sent)) {
            assertThat(Double.doubleToRawLongBits(openAsRead(json))).isEqualTo(Double.doubleToRawLongBits(sent));
        }
    }

    private static double openAsRead(String json) {
        byte[] record = new WireFormat.Writer<>(EventKind.BARS)
                .write(new Bar("X", 0, 1, 1, 1, 1, 1, 1, 1), List.of(json, "1", "1", "1", "1"));
        var decoded = new WireFormat.Reader<>(EventKind.BARS).read(record);
        assertThat(decoded).as(json).isInstanceOf(Decoded.Valid.class);
        return ((Decoded.Valid<Bar>) decoded).event().open();
    }

    @Provide
    Arbitrary<String> decimals() {
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofMaxLength(25);
        Arbitrary<String> exponent = Arbitraries.integers().between(-330, 320).map(e -> "e" + e);
        return Combinators.combine(
                        Arbitraries.of("", "-", "+"),
                        digits,
                        digits.map(fraction -> "." + fraction).injectNull(0.3),
                        exponent.injectNull(0.7))
                .as((sign, whole, fraction, e) ->
                        sign + whole + (fraction == null ? "" : fraction) + (e == null ? "" : e))
                .filter(text -> text.replaceAll("e.*", "").chars().anyMatch(Character::isDigit));
    }
}
