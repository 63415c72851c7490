package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
    void theSchedulesSparkOptionsStayApart() {
        var arguments = List.of("--cron", "0 3 * * *", "--", "--master", "local[1]");

        var parsed = QuarterdeckMain.commandLine(new StackHome(Path.of("home")), Path.of("project"))
                .parseArgs(
                        Stream.concat(Stream.of("schedule"), arguments.stream()).toArray(String[]::new));

        ProgramCommands.Schedule schedule =
                (ProgramCommands.Schedule) parsed.subcommand().commandSpec().userObject();
        assertThat(schedule.arguments).isEqualTo(arguments);
    }

    @Test
    void whatIsSaidToTheBotIsPassedOnAndOnlyWhatWorksOnFilesNeedsNoStack() {
        var arguments = List.of("kill", "--run", "paper", "--halt", "FLATTEN", "--person", "ada", "--reason", "a test");

        var parsed = QuarterdeckMain.commandLine(new StackHome(Path.of("home")), Path.of("project"))
                .parseArgs(Stream.concat(Stream.of("bot"), arguments.stream()).toArray(String[]::new));

        ProgramCommands.Bot bot =
                (ProgramCommands.Bot) parsed.subcommand().commandSpec().userObject();
        assertThat(bot.arguments).isEqualTo(arguments);
        assertThat(List.of("kill", "resume", "status", "live", "replay", "train", "walk-forward"))
                .allMatch(command -> ProgramCommands.Bot.needsStack(List.of(command)));
        assertThat(List.of("backtest", "lookahead-check", "--help"))
                .noneMatch(command -> ProgramCommands.Bot.needsStack(List.of(command)));
    }

    @Test
    void everythingElseIsPassedOnAsItIs() {
        assertThat(ProgramCommands.Quarter.withFlags(List.of("--all", "--help", "2016")))
                .containsExactly("--all", "--help", "2016");
    }
}
