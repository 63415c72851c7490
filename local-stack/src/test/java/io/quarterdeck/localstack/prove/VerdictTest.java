package io.quarterdeck.localstack.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

    /** As the audit has printed it of a market from which a row was deleted. */
    private static final String AUDIT = """
            Audit of all rows
            file          topic                    manifest                 Kafka           PostgreSQL                  lake
            slice-01.csv  market.bars  10,000 rows 4ecc94cb  10,000 rows 4ecc94cb  9,999 rows 684b08ac  10,000 rows 4ecc94cb  DIFFERS
            slice-02.csv  market.bars  10,000 rows 21101063  10,000 rows 21101063  10,000 rows 21101063  10,000 rows 21101063  agree
            slice-03.csv  market.bars  10,000 rows 3a8e8445  9,000 rows 21101063  9,000 rows 21101063  9,000 rows 21101063  landing

            DIFFERS slice-01.csv: market.bars-3: the manifest counts 7,570 rows 21101063, PostgreSQL holds 7,569 rows 3a8e8445
            """;

    @Test
    void onlyAFileOfWhichTheAuditSaysSoAgrees() {
        assertThat(Verdict.agrees(AUDIT, "slice-02.csv")).isTrue();

        assertThat(Verdict.agrees(AUDIT, "slice-01.csv")).isFalse();
        assertThat(Verdict.agrees(AUDIT, "slice-03.csv")).isFalse();
        assertThat(Verdict.agrees(AUDIT, "slice-04.csv")).isFalse();
    }
}
