package io.quarterdeck.servicekit;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Answers a command line that cannot be taken with what is wrong and where help is, and exit code 2. */
public final class BadUsage implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException usage, String[] arguments) {
        CommandLine command = usage.getCommandLine();
        command.getErr().println("error: " + usage.getMessage());
        command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
