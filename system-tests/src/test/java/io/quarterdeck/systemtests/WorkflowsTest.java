package io.quarterdeck.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows on GitHub run no code that we have not seen, and with no more rights than they need. */
class WorkflowsTest {

    private static final ObjectMapper YAML = new YAMLMapper();

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Pipeline.ROOT.resolve(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    /** A tag can be moved to other code, a commit can not. The comment is for people, and for Dependabot. */
    @ParameterizedTest
    @MethodSource("workflows")
    void everyActionIsPinnedToACommitAndNamesItsVersion(Path workflow) throws IOException {
        var actions = YAML.readTree(workflow.toFile()).findValuesAsText("uses");
        assertThat(actions).isNotEmpty().allMatch(action -> action.matches("[\\w.-]+(/[\\w.-]+)+@[0-9a-f]{40}"));
        assertThat(Files.readAllLines(workflow))
                .filteredOn(line -> line.strip().matches("(- )?uses:.*"))
                .hasSameSizeAs(actions)
                .allMatch(line -> line.matches(".*@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void everyWorkflowMayReadTheRepositoryAndNothingElse(Path workflow) throws IOException {
        var root = YAML.readTree(workflow.toFile());
        assertThat(root.at("/permissions")).isEqualTo(YAML.readTree("contents: read"));
        assertThat(root.get("jobs")).noneMatch(job -> job.has("permissions"));
    }

    /** These start with the rights of our repository on what a stranger proposes. */
    @ParameterizedTest
    @MethodSource("workflows")
    void noWorkflowOfOursRunsAStrangersCodeWithOurRights(Path workflow) throws IOException {
        JsonNode on = YAML.readTree(workflow.toFile()).get("on");
        assertThat(on.fieldNames()).toIterable().doesNotContain("pull_request_target", "workflow_run");
        assertThat(on.isObject()).as("`on` is a map of events").isTrue();
    }

    /** Text of a stranger, such as a title, would be run as a command. */
    @ParameterizedTest
    @MethodSource("workflows")
    void noCommandHasTextOfAnEventInIt(Path workflow) throws IOException {
        assertThat(YAML.readTree(workflow.toFile()).findValuesAsText("run"))
                .noneMatch(command -> command.contains("${{"));
    }
}
