package io.quarterdeck.localstack;

import io.quarterdeck.localstack.StackState.Phase;
import io.quarterdeck.localstack.StackState.ProcessId;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A stack whose launcher runs in the background, in a session of its own, and outlives the one that asked for it. */
final class DetachedStack {

    private static final long PAUSE_BETWEEN_LOOKS_MILLIS = 100;

    private final StackHome home;
    private final Narrator narrator;
    private final Process launcher;
    private final Path log;
    private final long logStart;

    private DetachedStack(StackHome home, Narrator narrator, Process launcher, Path log, long logStart) {
        this.home = home;
        this.narrator = narrator;
        this.launcher = launcher;
        this.log = log;
        this.logStart = logStart;
    }

    /** Starts {@code quarterdeck up} with {@code options} in the background, without waiting for anything. */
    static DetachedStack start(StackHome home, List<String> options, Narrator narrator) throws IOException {
        home.create();
        LinuxTools.require("setsid");
        Path log = home.log("quarterdeck");
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        narrator.say("Starting the stack in " + home.folder() + " in the background, log " + log);
        var command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ServiceCommands.SMALL_AT_FIRST,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                QuarterdeckMain.class.getName(),
                "up",
                "--in-background"));
        command.addAll(options);
        var builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().put(StackHome.VARIABLE, home.folder().toString());
        return new DetachedStack(home, narrator, builder.start(), log, logStart);
    }

    /** Waits until Kafka and PostgreSQL serve clients. */
    RunningStack awaitServing() throws IOException, InterruptedException {
        return await(Phase.SERVING);
    }

    /** Waits until everything is ready. */
    RunningStack awaitRunning() throws IOException, InterruptedException {
        return await(Phase.RUNNING);
    }

    /** @throws IOException when the launcher ends before; with what it said */
    private RunningStack await(Phase phase) throws IOException, InterruptedException {
        long told = logStart;
        while (true) {
            boolean alive = launcher.isAlive(); // asked first: what it said before its end is told below
            String news = LogFile.since(log, told);
            told += news.getBytes(StandardCharsets.UTF_8).length;
            news.lines().filter(line -> !line.startsWith("Starting the stack")).forEach(narrator::say);
            var stack = RunningStack.find(home)
                    .filter(found -> found.state().supervisor().equals(ProcessId.of(launcher.toHandle())))
                    .filter(found -> found.state().phase().compareTo(phase) >= 0);
            if (stack.isPresent()) {
                return stack.get();
            }
            if (!alive) {
                throw new IOException("the stack did not start (see above and " + home.logs() + ")");
            }
            Thread.sleep(PAUSE_BETWEEN_LOOKS_MILLIS);
        }
    }
}
