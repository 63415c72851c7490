package io.quarterdeck.dashboard.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.dashboard.pulse.Completeness.Held;
import io.quarterdeck.dashboard.pulse.PostgresLook.Certificate;
import io.quarterdeck.dashboard.pulse.PostgresLook.OfQuarter;
import io.quarterdeck.dashboard.pulse.Signatures.Verdict;
import io.quarterdeck.marketdata.Quarter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletenessTest {

    private static final String BARS = "market.bars";
    private static final Instant NOON = Instant.parse("2017-01-05T12:00:00Z");
    private static final Quarter Q3 = Quarter.parse("2016Q3");
    private static final Quarter Q4 = Quarter.parse("2016Q4");

    private static Certificate of(long id, String quarter, long rows) {
        String body = "{\"topics\":[{\"topic\":\"market.bars\",\"source_id\":null,\"rows\":%d}]}".formatted(rows);
        return new Certificate(id, NOON.plusSeconds(id), quarter, body, "", "", "", "", "");
    }

    private static Map<String, Held> held(long q3, long q4) {
        return Map.of(BARS, new Held(q3 + q4, Map.of(Q3, q3, Q4, q4), 0));
    }

    private static String state(List<Certificate> certificates, Map<String, Held> held, long recent) {
        return judge(certificates, held, recent, Verdict.VALID).state();
    }

    private static Completeness judge(
            List<Certificate> certificates, Map<String, Held> held, long recent, Verdict verdict) {
        return Completeness.judge(certificates, List.of(), held, recent, any -> verdict);
    }

    @Test
    void withoutACertificateNothingIsProven() {
        assertThat(state(List.of(), held(0, 0), 0)).isEqualTo("unproven");
        assertThat(judge(List.of(), held(0, 0), 0, Verdict.VALID).message()).contains("./quarterdeck audit");
    }

    @Test
    void oneCertificateOfAllRowsProvesAll() {
        var judged = judge(List.of(of(1, null, 30)), held(10, 20), 0, Verdict.VALID);

        assertThat(judged.state()).isEqualTo("proven");
        assertThat(judged.certificate().rows()).containsExactly(Map.entry(BARS, 30L));
        assertThat(judged.certificate().signature()).isEqualTo("valid");
    }

    @Test
    void certificatesOfEachQuarterProveAllTogether() {
        assertThat(state(List.of(of(2, "2016Q4", 20), of(1, "2016Q3", 10)), held(10, 20), 0))
                .isEqualTo("proven");
        assertThat(state(List.of(of(2, "2016Q4", 20)), held(10, 20), 0)).isEqualTo("stale");
    }

    @Test
    void rowsThatLandedSinceMakeItStaleUnlessTheyAreOfTheLastHour() {
        var judged = judge(List.of(of(1, null, 30)), held(10, 25), 4, Verdict.VALID);
        assertThat(judged.state()).isEqualTo("stale");
        assertThat(judged.message()).startsWith("5 stored rows");
        assertThat(state(List.of(of(1, null, 30)), held(10, 25), 5)).isEqualTo("proven");
    }

    @Test
    void fewerRowsThanCertifiedAreALoss() {
        assertThat(state(List.of(of(1, "2016Q4", 20), of(2, "2016Q3", 10)), held(10, 19), 100))
                .isEqualTo("failed");
    }

    @Test
    void rowsWithoutATimeBelongToEveryQuarter() {
        var held = Map.of(BARS, new Held(33, Map.of(Q3, 10L, Q4, 20L), 3));
        assertThat(state(List.of(of(2, "2016Q4", 23), of(1, "2016Q3", 13)), held, 0))
                .isEqualTo("proven");
    }

    @Test
    void aCertificateThatDoesNotVerifyFailsWhateverItSays() {
        assertThat(judge(List.of(of(1, null, 30)), held(10, 20), 0, Verdict.INVALID)
                        .state())
                .isEqualTo("failed");
        assertThat(judge(List.of(of(1, null, 30)), held(10, 20), 0, Verdict.UNCHECKED)
                        .state())
                .isEqualTo("unproven");
    }

    @Test
    void anAuditThatFoundADifferenceFailsUntilALaterOneAgrees() {
        var differs = new OfQuarter("2016Q4", 7, "REFUSED", NOON.plusSeconds(60), false, null);

        var before =
                Completeness.judge(List.of(of(1, null, 30)), List.of(differs), held(10, 20), 0, any -> Verdict.VALID);
        var after = Completeness.judge(
                List.of(of(99, "2016Q4", 20), of(1, null, 30)),
                List.of(differs),
                held(10, 20),
                0,
                any -> Verdict.VALID);

        assertThat(before.state()).isEqualTo("failed");
        assertThat(before.message()).contains("2016Q4").contains("run 7");
        assertThat(after.state()).isEqualTo("proven");
    }

    @Test
    void whileRowsAreCountedNothingIsSaidOfThem() {
        assertThat(judge(List.of(of(1, null, 30)), null, 0, Verdict.VALID).state())
                .isEqualTo("unproven");
    }
}
