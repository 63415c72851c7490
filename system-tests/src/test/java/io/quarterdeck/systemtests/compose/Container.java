package io.quarterdeck.systemtests.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One container as it was when it was looked at.
 *
 * @param inspected what {@code docker inspect} told
 */
record Container(JsonNode inspected) {

    /** The containers of a project, running or not; without those that {@code compose run} made. */
    static List<Container> of(String project) {
        List<String> ids = Docker.ask(
                        "ps",
                        "--all",
                        "--quiet",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--filter",
                        "label=com.docker.compose.oneoff=False")
                .lines()
                .toList();
        return Docker.inspect(ids).stream().map(Container::new).toList();
    }

    String id() {
        return inspected.get("Id").asText();
    }

    String service() {
        return inspected.at("/Config/Labels/com.docker.compose.service").asText();
    }

    String image() {
        return inspected.get("Image").asText();
    }

    /** Runs and says of itself that it is well, or did the one thing that it was there for. */
    boolean well() {
        return isOneShot() ? done() : running() && health().equals("healthy");
    }

    boolean isOneShot() {
        return ComposeStack.ONE_SHOTS.contains(service());
    }

    boolean running() {
        return inspected.at("/State/Running").asBoolean();
    }

    private boolean done() {
        return inspected.at("/State/Status").asText().equals("exited") && exitCode() == 0;
    }

    String health() {
        return inspected.at("/State/Health/Status").asText();
    }

    int exitCode() {
        return inspected.at("/State/ExitCode").asInt();
    }

    /** Of its main process, on the host. */
    long pid() {
        return inspected.at("/State/Pid").asLong();
    }

    /** Changes with each start. */
    String startedAt() {
        return inspected.at("/State/StartedAt").asText();
    }

    /** Everything that it ever wrote. */
    String log() {
        return Docker.run("logs", id()).expect(0).text();
    }

    /** For the message of a failing test; what Docker tells fills pages. */
    @Override
    public String toString() {
        return service() + " (" + inspected.at("/State/Status").asText() + ")";
    }
}
