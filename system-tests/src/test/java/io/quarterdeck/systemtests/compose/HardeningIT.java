package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.systemtests.Program.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What Docker was told about the containers and images, as it says itself. */
@ComposeTest
@Order(2)
class HardeningIT {

    private static final long GIB = 1L << 30;

    /** Of containers that run all the time, without profile {@code cluster}. */
    private static final long MEMORY_LIMIT = 7 * GIB;

    private static final Map<String, String> USERS = Map.ofEntries(
            Map.entry("secrets", "10001:10001"),
            Map.entry("bootstrap", "10001:10001"),
            Map.entry("producer", "10001:10001"),
            Map.entry("data-storage", "10001:10001"),
            Map.entry("kafka", "1000:1000"),
            Map.entry("postgres", "999:999"),
            Map.entry("stream-storage", "185:185"),
            Map.entry("batch", "185:185"),
            Map.entry("dashboard", "10001:10001"),
            Map.entry("trading-bot", "10001:10001"));

    private static final Map<String, Set<String>> NETWORKS = Map.of(
            "secrets", Set.of("none"),
            "bootstrap", Set.of("broker", "database"),
            "producer", Set.of("broker"),
            "data-storage", Set.of("broker", "database"),
            "kafka", Set.of("broker"),
            "postgres", Set.of("database", "edge"),
            "stream-storage", Set.of("broker", "database"),
            "batch", Set.of("broker", "database", "cluster"),
            "dashboard", Set.of("broker", "database", "edge"),
            "trading-bot", Set.of("broker", "database"));

    private static ComposeStack stack;
    private static List<Container> containers;

    @BeforeAll
    static void look(ComposeStack shared) {
        stack = shared;
        stack.up();
        containers = stack.containers();
    }

    @Test
    void noContainerIsForgottenHere() {
        assertThat(containers).extracting(Container::service).containsExactlyInAnyOrderElementsOf(USERS.keySet());
    }

    @Test
    void nobodyIsRoot() {
        ofEach(container -> assertThat(container.inspected().at("/Config/User").asText())
                .isEqualTo(USERS.get(container.service())));
    }

    @Test
    void nobodyHasOrGetsPrivileges() {
        ofEach(container -> {
            JsonNode host = container.inspected().get("HostConfig");
            assertThat(host.get("Privileged").asBoolean()).isFalse();
            assertThat(texts(host.get("CapDrop"))).containsExactly("ALL");
            assertThat(texts(host.get("CapAdd"))).isEmpty();
            assertThat(texts(host.get("SecurityOpt"))).contains("no-new-privileges:true");
            assertThat(texts(host.get("Devices"))).isEmpty();
            for (String namespace : List.of("PidMode", "IpcMode", "UsernsMode", "UTSMode", "NetworkMode")) {
                assertThat(host.get(namespace).asText()).as(namespace).isNotEqualTo("host");
            }
        });
    }

    /** The same, asked of the kernel: no capability in any set that could be used, and none to be had by a set-uid program. */
    @Test
    void theKernelKnowsOfNoPrivilegeEither() {
        ofEachRunning(container -> {
            Result status =
                    Docker.run("exec", container.id(), "cat", "/proc/1/status").expect(0);
            assertThat(status.out())
                    .containsPattern("CapPrm:\\s+0{16}\n")
                    .containsPattern("CapEff:\\s+0{16}\n")
                    .containsPattern("CapBnd:\\s+0{16}\n")
                    .containsPattern("NoNewPrivs:\\s+1\n")
                    .containsPattern("Seccomp:\\s+2\n");
        });
    }

    @Test
    void nothingIsWrittenOutsideVolumesAndTmp() {
        ofEach(container -> assertThat(
                        container.inspected().at("/HostConfig/ReadonlyRootfs").asBoolean())
                .isTrue());
        ofEachRunning(container -> assertThat(
                        Docker.run("exec", container.id(), "touch", "/opt/x").text())
                .contains("Read-only file system"));
    }

    /** The one folder of the host is the inbox, and of that nothing can be changed. */
    @Test
    void secretsAreMountedForOneReaderAndReadOnly() {
        Map<String, String> readers = new HashMap<>();
        ofEach(container -> {
            for (JsonNode mount : container.inspected().get("Mounts")) {
                String name = mount.path("Name").asText();
                if (mount.get("Type").asText().equals("bind")) {
                    assertThat(container.service()).isEqualTo("producer");
                    assertThat(mount.get("Destination").asText()).isEqualTo("/data/inbox");
                    assertThat(mount.get("RW").asBoolean()).isFalse();
                } else if (name.contains("_secrets-") && !container.service().equals("secrets")) {
                    assertThat(readers.put(name, container.service())).as(name).isNull();
                    assertThat(name).endsWith("_secrets-" + container.service());
                    // bootstrap puts the owner's new password in the old one's place
                    assertThat(mount.get("RW").asBoolean())
                            .isEqualTo(container.service().equals("bootstrap"));
                }
                assertThat(mount.get("Source").asText()).doesNotContain("docker.sock");
            }
        });
        assertThat(readers).hasSize(USERS.size() - 1);
    }

    @Test
    void memoryCpuAndProcessesAreLimited() {
        ofEach(container -> {
            JsonNode host = container.inspected().get("HostConfig");
            assertThat(host.get("Memory").asLong()).isBetween(1L, 2 * GIB);
            assertThat(host.get("NanoCpus").asLong()).isBetween(1L, 2_000_000_000L);
            assertThat(host.get("PidsLimit").asLong()).isBetween(1L, 1024L);
        });
        assertThat(containers.stream()
                        .filter(container -> !container.isOneShot())
                        .mapToLong(container ->
                                container.inspected().at("/HostConfig/Memory").asLong())
                        .sum())
                .isLessThanOrEqualTo(MEMORY_LIMIT);
    }

    @Test
    void postgresAndTheDashboardAlonePublishAPortAndOnLoopback() {
        ofEach(container -> {
            JsonNode bindings = container.inspected().at("/HostConfig/PortBindings");
            if (Set.of("postgres", "dashboard").contains(container.service())) {
                assertThat(bindings.findValuesAsText("HostIp")).containsExactly("127.0.0.1");
            } else {
                assertThat(bindings).isEmpty();
            }
        });
    }

    @Test
    void networksAreSplitAndHaveNoWayOut() {
        ofEach(container -> {
            var names = new TreeSet<String>();
            container
                    .inspected()
                    .at("/NetworkSettings/Networks")
                    .fieldNames()
                    .forEachRemaining(name -> names.add(name.substring(name.indexOf('_') + 1)));
            assertThat(names).isEqualTo(NETWORKS.get(container.service()));
        });
        for (String network : List.of("broker", "database", "cluster")) {
            assertThat(Docker.ask("network", "inspect", "--format", "{{.Internal}}", stack.network(network)))
                    .as(network)
                    .isEqualTo("true");
        }
    }

    @Test
    void everyServiceSaysWhetherItIsWellAndComesBackWhenItEnds() {
        ofEach(container -> {
            String policy =
                    container.inspected().at("/HostConfig/RestartPolicy/Name").asText();
            if (container.isOneShot()) {
                assertThat(policy).isEqualTo("on-failure");
            } else {
                assertThat(policy).isEqualTo("unless-stopped");
                assertThat(texts(container.inspected().at("/Config/Healthcheck/Test")))
                        .startsWith("CMD");
                assertThat(container.health()).isEqualTo("healthy");
            }
        });
    }

    /** A shell as first process would keep SIGTERM from the service. */
    @Test
    void signalsReachTheServiceItself() {
        ofEach(container -> {
            assertThat(texts(container.inspected().get("Args"))).doesNotContain("-c");
            assertThat(container.inspected().get("Path").asText()).doesNotEndWith("/sh");
            assertThat(container.inspected().at("/HostConfig/Init").asBoolean()).isTrue();
        });
    }

    @Test
    void logsDoNotFillTheDisk() {
        ofEach(container -> assertThat(container
                        .inspected()
                        .at("/HostConfig/LogConfig/Config/max-size")
                        .asText())
                .isNotEmpty());
    }

    @Test
    void imagesSayWhatTheyAre() {
        for (JsonNode image : images()) {
            JsonNode labels = image.at("/Config/Labels");
            for (String label : List.of("title", "description", "source", "licenses", "vendor")) {
                assertThat(labels.path("org.opencontainers.image." + label).asText())
                        .as("%s of %s", label, image.get("RepoTags"))
                        .isNotEmpty();
            }
            assertThat(image.at("/Config/User").asText()).isNotEmpty().doesNotStartWith("0");
        }
    }

    private static List<JsonNode> images() {
        return Docker.inspect(
                stack.containers().stream().map(Container::image).distinct().toList());
    }

    private static void ofEach(Consumer<Container> promise) {
        assertThat(containers).allSatisfy(promise);
    }

    private static void ofEachRunning(Consumer<Container> promise) {
        assertThat(containers).filteredOn(Container::running).isNotEmpty().allSatisfy(promise);
    }

    /** Of an array; none if there is null instead. */
    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
