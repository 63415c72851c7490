package io.quarterdeck.streamstorage;

import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.servicekit.LakeOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "maintain",
        mixinStandardHelpOptions = true,
        description = "Compacts the lake's raw tables, expires old snapshots and removes files that no snapshot names."
                + " Safe while the stream runs.")
final class MaintainCommand implements Callable<Integer> {

    @Mixin
    LakeOptions lakeOptions = new LakeOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Option(
            names = "--keep-days",
            paramLabel = "DAYS",
            defaultValue = "${env:KEEP_DAYS:-7}",
            description = "Snapshots younger than this stay, and tagged ones. Env KEEP_DAYS; now ${DEFAULT-VALUE}.")
    int keepDays;

    @Option(
            names = "--retain-last",
            paramLabel = "N",
            defaultValue = "${env:RETAIN_LAST:-10}",
            description = "So many of the latest snapshots stay at any age. Env RETAIN_LAST; now ${DEFAULT-VALUE}.")
    int retainLast;

    @Option(
            names = "--orphan-days",
            paramLabel = "DAYS",
            defaultValue = "${env:ORPHAN_DAYS:-3}",
            description =
                    "Files that no snapshot names are removed at this age, for younger ones may belong to a commit"
                            + " under way. Env ORPHAN_DAYS; now ${DEFAULT-VALUE}.")
    int orphanDays;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() throws Exception {
        atLeast("--keep-days", keepDays, 0);
        atLeast("--retain-last", retainLast, 1);
        atLeast("--orphan-days", orphanDays, 1);
        PrintWriter out = command.commandLine().getOut();
        try (var lake = Lake.open("consumer-stream-storage maintain", lakeOptions, postgres)) {
            for (EventKind<?> kind : EventKind.ALL) {
                var report = new Maintenance(lake, kind)
                        .run(Duration.ofDays(keepDays), retainLast, Duration.ofDays(orphanDays));
                out.println(
                        Lake.name(kind) + ": " + report.map(Object::toString).orElse("nothing is stored yet"));
            }
        }
        return 0;
    }

    private void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(command.commandLine(), option + " " + value + " is below " + least);
        }
    }
}
