package io.quarterdeck.localstack;

import io.quarterdeck.localstack.StackState.Health;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a stack is at one moment; {@code status --json} prints it.
 *
 * @param state {@code starting}, {@code running}, {@code stopping}, {@code stopped}, or {@code crashed}: the launcher is
 *     gone without having stopped the processes, and {@code down} cleans up
 * @param dashboardUrl null when it does not run
 * @param content what it holds; null when it does not run
 */
record Status(String state, String home, List<Service> services, String dashboardUrl, StackContent content) {

    /**
     * @param state {@code starting}, {@code ready}, {@code restarting}, {@code failed}, or {@code gone}
     * @param pid null when it does not run
     * @param uptimeSeconds null when it does not run
     */
    record Service(String name, String state, Long pid, int port, Long uptimeSeconds, int restarts, String log) {

        private static Service of(StackState.Service recorded) {
            Optional<ProcessHandle> process = recorded.process().running();
            boolean missing = process.isEmpty() && recorded.health() == Health.READY;
            return new Service(
                    recorded.name(),
                    missing ? "gone" : recorded.health().name().toLowerCase(Locale.ROOT),
                    process.map(ProcessHandle::pid).orElse(null),
                    recorded.port(),
                    process.map(handle -> uptime(recorded).toSeconds()).orElse(null),
                    recorded.restarts(),
                    recorded.log());
        }

        private static Duration uptime(StackState.Service recorded) {
            return Duration.between(Instant.ofEpochMilli(recorded.process().startedAt()), Instant.now());
        }
    }

    static Status of(StackHome home) throws IOException {
        var state = StackState.read(home);
        var running = RunningStack.find(home);
        return new Status(
                state.map(Status::word).orElse("stopped"),
                home.folder().toString(),
                state.map(StackState::services).orElse(List.of()).stream()
                        .map(Service::of)
                        .toList(),
                running.map(stack -> stack.connection().dashboardUrl()).orElse(null),
                running.isPresent() ? StackContent.of(running.get()) : null);
    }

    boolean allReady() {
        return state.equals("running")
                && services.stream().allMatch(service -> service.state().equals("ready"));
    }

    private static String word(StackState state) {
        if (!state.supervised()) {
            return "crashed";
        }
        return switch (state.phase()) {
            case STARTING, SERVING -> "starting";
            case RUNNING -> "running";
            case STOPPING -> "stopping";
        };
    }

    /** For people. */
    String table() {
        var text = new StringBuilder("The stack in %s is %s.%n".formatted(home, state));
        if (!services.isEmpty()) {
            text.append("%n%-25s %-10s %8s %6s %9s  %s%n".formatted("service", "state", "pid", "port", "up", "log"));
        }
        for (Service service : services) {
            text.append("%-25s %-10s %8s %6d %9s  %s%s%n"
                    .formatted(
                            service.name(),
                            service.state(),
                            service.pid() == null ? "-" : service.pid(),
                            service.port(),
                            service.uptimeSeconds() == null ? "-" : time(service.uptimeSeconds()),
                            service.log(),
                            service.restarts() == 0 ? "" : " (restarted " + service.restarts() + " times)"));
        }
        if (dashboardUrl != null) {
            text.append("%ndashboard: %s%n".formatted(dashboardUrl));
        }
        if (content != null) {
            text.append(content.table());
        }
        return text.toString().stripTrailing();
    }

    private static String time(long seconds) {
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
