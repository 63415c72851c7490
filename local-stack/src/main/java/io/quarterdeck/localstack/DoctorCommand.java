package io.quarterdeck.localstack;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether this machine can run the stack, and what to do where it cannot. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks for what keeps the stack from running here, and says what to do.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the stack can run, perhaps slowly", "1:something must be done first"})
final class DoctorCommand implements Callable<Integer> {

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        var findings = new Doctor(quarterdeck.home).examine();
        findings.forEach(finding -> out.println(finding.line()));
        out.flush();
        return findings.stream().anyMatch(finding -> finding.grade() == Doctor.Grade.FAIL) ? 1 : 0;
    }
}
