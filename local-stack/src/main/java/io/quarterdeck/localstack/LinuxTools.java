package io.quarterdeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The few commands of every Linux (package util-linux) that keep the stack's processes in order. */
public final class LinuxTools {

    private LinuxTools() {}

    /** @throws IOException when this is not Linux or a tool is not in PATH; it says what to do */
    static void require(String... tools) throws IOException {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            throw new IOException("the embedded stack needs Linux, and this is " + System.getProperty("os.name")
                    + "; run it in a Linux container or virtual machine (on Windows: WSL 2)");
        }
        for (String tool : tools) {
            if (!has(tool)) {
                throw new IOException("the command '" + tool + "' is not in PATH; install the package util-linux"
                        + " (Debian, Ubuntu: apt-get install util-linux; Alpine: apk add util-linux)");
            }
        }
    }

    static boolean has(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    public static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /** Whether the process has ended and only waits for its parent to hear of it; in a container that may take long. */
    static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) { // gone altogether
            return false;
        }
    }

    /** Sends a signal; a process that is gone already is no error. */
    static void signal(ChildProcess.StopSignal signal, long pid) {
        signal(signal.name(), pid);
    }

    /** The same with any signal, such as {@code STOP}. */
    public static void signal(String signal, long pid) {
        try {
            // Java itself can send only TERM and KILL; the shell's kill is everywhere.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("cannot send " + signal + " to process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
