package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

/**
 * Commands that run one of our programs against the running stack: they add how to reach it and pass on everything
 * else, {@code --help} included. The program's exit code is theirs.
 */
final class ProgramCommands {

    private ProgramCommands() {}

    abstract static class Program implements Callable<Integer> {

        @ParentCommand
        QuarterdeckMain quarterdeck;

        @Unmatched
        List<String> arguments = new ArrayList<>();

        abstract List<String> command(ServiceCommands programs) throws IOException;

        @Override
        public Integer call() throws IOException, InterruptedException {
            return Tool.of(command(quarterdeck.programs)).run();
        }

        StackConnection connection() throws IOException {
            return RunningStack.require(quarterdeck.home).connection();
        }
    }

    @Command(
            name = "produce",
            description =
                    "Brings files of bars and trades into Kafka: produce FILE|FOLDER|PATTERN|URL|-... [OPTION...].")
    static final class Produce extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.produce(connection(), arguments);
        }
    }

    @Command(name = "sample", description = "Writes a made-up market to a file: sample FILE [OPTION...].")
    static final class Sample extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.sample(arguments);
        }
    }

    @Command(
            name = "quarter",
            description = "Makes the features of quarters from the lake: quarter 2016Q4 2017Q1... or --all; with"
                    + " --allow-partial also of incomplete ones.")
    static final class Quarter extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.quarter(connection(), withFlags(arguments));
        }

        /** {@code 2016Q4} is short for {@code --quarter 2016Q4}. */
        static List<String> withFlags(List<String> arguments) {
            var flagged = new ArrayList<String>();
            for (String argument : arguments) {
                boolean afterFlag =
                        !flagged.isEmpty() && flagged.get(flagged.size() - 1).equals("--quarter");
                if (argument.matches("\\d{4}Q\\d+") && !afterFlag) {
                    flagged.add("--quarter");
                }
                flagged.add(argument);
            }
            return flagged;
        }
    }

    @Command(
            name = "release",
            description = "Lists releases, shows one, or writes its rows to files: release [2016Q4 [--version 1]"
                    + " [--export parquet|csv DIR]].")
    static final class Release extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.release(connection(), arguments);
        }
    }

    /**
     * With {@code --source} the producer first reads the file, as only it knows how to; what is said about its format goes
     * to it, all else to the audit.
     */
    @Command(
            name = "audit",
            description = "Holds what each store has against the others, row by row: audit [--quarter 2016Q4]"
                    + " [--source FILE [--profile NAME...]] [OPTION...]; audit verify checks the certificates.")
    static final class Audit extends Program {

        /** Those of the producer; each is followed by its value. */
        private static final Set<String> FORMAT =
                Set.of("--profile", "--columns", "--time-format", "--symbol", "--delimiter");

        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            if (!arguments.isEmpty() && arguments.get(0).equals("verify")) {
                return programs.verify(connection(), arguments.subList(1, arguments.size()));
            }
            return programs.audit(connection(), arguments);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (!arguments.contains("--source")) {
                return super.call();
            }
            var files = new ArrayList<String>();
            var others = new ArrayList<String>();
            var formats = new ArrayList<String>();
            for (int i = 0; i < arguments.size(); i++) {
                boolean last = i == arguments.size() - 1;
                if (arguments.get(i).equals("--source") && !last) {
                    files.add(arguments.get(++i));
                } else if (FORMAT.contains(arguments.get(i)) && !last) {
                    formats.addAll(List.of(arguments.get(i), arguments.get(++i)));
                } else {
                    others.add(arguments.get(i));
                }
            }
            formats.addAll(files);
            Path digest = Files.createTempFile("digest", ".json");
            try {
                int read = Tool.of(quarterdeck.programs.digest(formats))
                        .printingTo(digest)
                        .run();
                if (read != 0) {
                    return read;
                }
                others.addAll(List.of("--csv-digest", digest.toString()));
                return Tool.of(quarterdeck.programs.audit(connection(), others)).run();
            } finally {
                Files.delete(digest);
            }
        }
    }

    @Command(
            name = "schedule",
            description = "Stays and makes each quarter that is due: schedule [--cron '0 2 * * *'] [OPTION...]"
                    + " [-- SPARK-OPTION...].")
    static final class Schedule extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.schedule(connection(), arguments);
        }
    }

    @Command(
            name = "maintain",
            description = "Compacts the lake and removes what nobody needs any more: maintain [OPTION...].")
    static final class Maintain extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.maintain(connection(), arguments);
        }
    }

    @Command(
            name = "bot",
            description =
                    "Runs a command of the trading bot: bot status, bot kill --person NAME --reason TEXT, bot resume,"
                            + " bot replay --run NAME, bot backtest, bot --help...; the run that is live belongs to up and demo.")
    static final class Bot extends Program {

        /** What needs no stack. */
        private static final Set<String> ALONE = Set.of("backtest", "lookahead-check", "--help", "-h", "help");

        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.bot(arguments);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            var tool = Tool.of(command(quarterdeck.programs));
            if (!needsStack(arguments) && RunningStack.find(quarterdeck.home).isEmpty()) {
                return tool.run();
            }
            return tool.with(ServiceCommands.botEnvironment(connection())).run();
        }

        static boolean needsStack(List<String> arguments) {
            return !arguments.isEmpty() && !ALONE.contains(arguments.get(0));
        }
    }

    @Command(
            name = "bench",
            description = "Measures our hot paths against what one would use instead: bench [NAME...] [--short];"
                    + " bench --list names them.")
    static final class Bench extends Program {
        @Override
        List<String> command(ServiceCommands programs) throws IOException {
            return programs.bench(arguments);
        }

        /** A short run is over before the second compiler pays; every JVM that it starts inherits that, the peers' too. */
        @Override
        public Integer call() throws IOException, InterruptedException {
            Map<String, String> environment =
                    arguments.contains("--short") ? Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1") : Map.of();
            return Tool.of(command(quarterdeck.programs)).with(environment).run();
        }
    }
}
