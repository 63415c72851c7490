package io.quarterdeck.tradingbot;

import io.quarterdeck.testservers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bot as a process of its own, as role {@code trading_bot}. */
final class BotProcess {

    private final Process process;
    private final Path output;

    private BotProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param arguments of a command that reads bars from Kafka, or of one that only needs PostgreSQL */
    static BotProcess start(Servers servers, Path folder, String command, String... arguments) throws IOException {
        var postgres = servers.options("trading_bot");
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TradingBotMain.class.getName(),
                command,
                "--postgres-url=" + postgres.url,
                "--postgres-user=" + postgres.user,
                "--postgres-password-file=" + postgres.passwordFile));
        if (command.equals("live") || command.equals("replay")) {
            line.add("--kafka-servers=" + servers.kafka().servers());
        }
        if (command.equals("live")) {
            line.add("--http-port=0");
        }
        line.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, command, ".log");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new BotProcess(process, output);
    }

    /** As {@code kill -9} does; returns when it is dead. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Asks it to stop. */
    void stop() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still at work: " + output());
        }
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
