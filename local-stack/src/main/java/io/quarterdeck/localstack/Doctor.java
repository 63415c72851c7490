package io.quarterdeck.localstack;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Examines the machine, and the folder of the stack. */
final class Doctor {

    private static final long GIB = 1L << 30;

    enum Grade {
        OK,
        WARN,
        FAIL
    }

    /** @param advice what to do; empty when all is well */
    record Finding(Grade grade, String what, String found, String advice) {

        String line() {
            var line = "%-5s %-12s %s".formatted(grade.name().toLowerCase(Locale.ROOT), what, found);
            return advice.isEmpty() ? line : line + "\n      " + " ".repeat(13) + "-> " + advice;
        }
    }

    private final StackHome home;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(StackHome home) {
        this.home = home;
    }

    List<Finding> examine() {
        java();
        cores();
        memory();
        folder();
        disk();
        tools();
        userNamespace();
        loopback();
        state();
        dashboard();
        return findings;
    }

    private void java() {
        String version = System.getProperty("java.version");
        found(
                Runtime.version().feature() == 17 ? Grade.OK : Grade.FAIL,
                "java",
                version + " in " + System.getProperty("java.home"),
                "Spark 3.5 needs Java 17: install a JDK 17 and set JAVA_HOME to it");
    }

    private void cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        found(cores >= 2 ? Grade.OK : Grade.WARN, "cores", Integer.toString(cores), "it works with one, only slowly");
    }

    private void memory() {
        var machine = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = machine.getTotalMemorySize();
        found(
                total >= 7 * GIB ? Grade.OK : total >= 5 * GIB ? Grade.WARN : Grade.FAIL,
                "memory",
                gibibytes(total),
                "the stack takes 4 to 5 GiB while it works; give the machine or container at least 8 GiB");
    }

    private void folder() {
        try {
            home.create();
            found(Grade.OK, "folder", home.folder().toString(), "");
        } catch (IOException e) {
            found(Grade.FAIL, "folder", e.getMessage(), "make it writable or set " + StackHome.VARIABLE);
        }
    }

    private void disk() {
        try {
            Path existing = home.folder();
            while (!Files.exists(existing)) {
                existing = existing.getParent();
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            found(
                    free >= 10 * GIB ? Grade.OK : free >= 3 * GIB ? Grade.WARN : Grade.FAIL,
                    "disk",
                    gibibytes(free) + " free at " + existing,
                    "the demo takes about 2 GiB, PostgreSQL's log up to 4 more; free some space or set "
                            + StackHome.VARIABLE);
        } catch (IOException e) {
            found(Grade.FAIL, "disk", e.toString(), "");
        }
    }

    private void tools() {
        for (String tool : List.of("setsid", "setpriv", "bash")) {
            try {
                LinuxTools.require(tool);
                found(Grade.OK, tool, "in PATH", "");
            } catch (IOException e) {
                found(Grade.FAIL, tool, "missing", e.getMessage());
            }
        }
    }

    /** Only root needs one: PostgreSQL does not run as root, so it gets a user namespace in which it is not. */
    private void userNamespace() {
        try {
            if (!LinuxTools.isRoot()) {
                found(Grade.OK, "user", "not root", "");
                return;
            }
            var probe = new ProcessBuilder("unshare", "--user", "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(probe.getInputStream().readAllBytes()).strip();
            boolean works = probe.waitFor(5, TimeUnit.SECONDS) && probe.exitValue() == 0;
            found(
                    works ? Grade.OK : Grade.FAIL,
                    "user",
                    works ? "root, with user namespaces for PostgreSQL" : "root, without user namespaces: " + said,
                    "run as another user than root, or allow user namespaces (sysctl user.max_user_namespaces=10000;"
                            + " in a container: --security-opt seccomp=unconfined)");
        } catch (IOException e) {
            found(Grade.FAIL, "user", e.getMessage(), "install the package util-linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loopback() {
        try {
            found(Grade.OK, "ports", "127.0.0.1 has free ports, such as " + FreePort.any(), "");
        } catch (IOException e) {
            found(Grade.FAIL, "ports", "none free on 127.0.0.1: " + e.getMessage(), "bring the loopback interface up");
        }
    }

    private void state() {
        try {
            var state = StackState.read(home);
            if (state.isEmpty()) {
                found(Grade.OK, "stack", "not running", "");
            } else if (state.get().supervised()) {
                found(
                        Grade.OK,
                        "stack",
                        "running, process " + state.get().supervisor().pid(),
                        "");
            } else {
                found(
                        Grade.WARN,
                        "stack",
                        "its launcher ended without stopping it",
                        "./quarterdeck down cleans up; up does so, too");
            }
        } catch (IOException e) {
            found(Grade.FAIL, "stack", e.getMessage(), "if nothing of it runs any more, delete that file");
        }
    }

    private void dashboard() {
        try {
            Path users = home.dashboardUsers();
            if (!Files.exists(users)) {
                found(Grade.OK, "dashboard", "no users yet; up and demo make them", "");
                return;
            }
            boolean closed = Files.getPosixFilePermissions(users).equals(PosixFilePermissions.fromString("rw-------"));
            String address = RunningStack.find(home)
                    .map(stack -> stack.connection().dashboardUrl() + ", ")
                    .orElse("");
            found(
                    closed ? Grade.OK : Grade.WARN,
                    "dashboard",
                    address + "users in " + users + (closed ? "" : ", which others can read"),
                    "chmod 600 " + users);
        } catch (IOException e) {
            found(Grade.FAIL, "dashboard", e.toString(), "");
        }
    }

    private void found(Grade grade, String what, String found, String advice) {
        findings.add(new Finding(grade, what, found, grade == Grade.OK ? "" : advice));
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
