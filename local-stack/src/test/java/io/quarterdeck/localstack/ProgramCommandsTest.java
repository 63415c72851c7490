package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramCommandsTest {

    @Test
    void aBareQuarterGetsItsFlag() {
        assertThat(ProgramCommands.Quarter.withFlags(List.of("2016Q4", "--quarter", "2017Q1", "2017Q2")))
                .containsExactly("--quarter", "2016Q4", "--quarter", "2017Q1", "--quarter", "2017Q2");
    }

    @Test
    void aQuarterThatDoesNotExistIsLeftForTheJobToRefuse() {
        assertThat(ProgramCommands.Quarter.withFlags(List.of("2016Q5"))).containsExactly("--quarter", "2016Q5");
    }

    @Test
    void everythingElseIsPassedOnAsItIs() {
        assertThat(ProgramCommands.Quarter.withFlags(List.of("--all", "--help", "2016")))
                .containsExactly("--all", "--help", "2016");
    }
}
