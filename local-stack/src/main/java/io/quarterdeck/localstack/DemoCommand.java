package io.quarterdeck.localstack;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code demo}: the whole job with one command, from files to features that can be queried. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the whole job: starts the stack, ingests a made-up market of 1.2 million bars (or your"
                + " files of bars and trades), lands it in PostgreSQL and in the lake, and makes the features of every"
                + " quarter; the release of an incomplete one is marked partial.")
final class DemoCommand implements Callable<Integer> {

    /** Set by the script when it had to build first, so that the times tell the whole wait. */
    private static final String BUILD_MILLIS = "QUARTERDECK_BUILD_MILLIS";

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files, folders or patterns instead of the sample; whatever produce takes.")
    List<String> inputs = List.of();

    @Option(
            names = "--detach",
            description = "Leave the stack running in the background. Without it, it runs on until Ctrl-C if there is a"
                    + " terminal, and is stopped at the end if there is none.")
    boolean detach;

    @Override
    public Integer call() throws Exception {
        var narrator = quarterdeck.narrator();
        var home = quarterdeck.home;
        var programs = quarterdeck.programs.startingFast();
        var report = new DemoReport();
        requireFiles();
        home.create();
        Duration build = build(report);

        var sample = inputs.isEmpty() ? SampleMarket.begin(home, programs) : null;
        Map<String, String> passwords = home.makeDashboardUsers();
        var running = RunningStack.find(home);
        if (running.isPresent()) {
            narrator.say("Using the stack that runs in " + home.folder());
            runOn(running.get(), sample, report, build, passwords);
        } else if (detach) {
            var stack = DetachedStack.start(home, List.of("--fast-start"), narrator);
            runOn(stack.awaitServing(), sample, report, build, passwords);
        } else {
            try (var stack = ForegroundStack.start(home, programs::services, narrator)) {
                stack.awaitServicesInBackground();
                runOn(RunningStack.require(home), sample, report, build, passwords);
                if (System.console() != null) {
                    narrator.say("The stack runs on; stop it with Ctrl-C or ./quarterdeck down.");
                    stack.awaitStop();
                }
            }
        }
        return 0;
    }

    /** What is plainly missing is said before a stack is started; what else may be wrong with a file, produce says. */
    private void requireFiles() throws NoSuchFileException {
        for (String input : inputs) {
            boolean path = !input.equals("-") && !input.matches("https?://.*|.*[*?{\\[].*");
            if (path && !Files.exists(Path.of(input))) {
                throw new NoSuchFileException(input + ": no such file or folder");
            }
        }
    }

    private static Duration build(DemoReport report) {
        String millis = System.getenv(BUILD_MILLIS);
        if (millis == null) {
            return Duration.ZERO;
        }
        var took = Duration.ofMillis(Long.parseLong(millis));
        report.add("build", took, "");
        return took;
    }

    private static Duration sinceJvmStart() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private void runOn(
            RunningStack stack, SampleMarket sample, DemoReport report, Duration build, Map<String, String> passwords)
            throws IOException, InterruptedException, SQLException {
        var narrator = quarterdeck.narrator();
        report.add("Kafka and PostgreSQL", sinceJvmStart(), "");
        var demo = new Demo(stack, quarterdeck.programs.startingFast(), narrator, report);
        demo.run(sample == null ? inputs : List.of(sample.file(report)));

        var took = build.plus(sinceJvmStart());
        var releases = demo.releases();
        Json.write(stack.home().demoFile(), report.summary(took, releases));
        narrator.say("");
        narrator.say("Done in " + Narrator.seconds(took) + ".");
        narrator.say("");
        report.tell(narrator);
        narrator.say("");
        releases.forEach(release -> narrator.say("  release %s: %s".formatted(release.label(), release.tables())));
        HowToReach.tell(stack, passwords, narrator);
        narrator.say("""
                Next things to try:
                  the dashboard, at the address above
                  ./quarterdeck sql "SELECT symbol, open_time, close, rsi_14, label_forward_log_return_1 FROM features.bars_1d LIMIT 5"
                  ./quarterdeck sql "SELECT column_name, meaning, formula FROM features.dictionary WHERE kind = 'feature'"
                  ./quarterdeck status
                  ./quarterdeck bot status         what the trading bot holds; bot kill --person YOU --reason WHY stops it
                  ./quarterdeck quarter --all      makes every complete quarter again; what comes out equal stays as it is
                """);
    }
}
