package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackConnectionTest {

    @TempDir
    Path folder;

    private StackHome home;

    @BeforeEach
    void home() {
        home = new StackHome(folder);
    }

    @Test
    void theFilesTellShellsAndProgramsTheSame() throws Exception {
        var connection = connection(40001, 40002, 40003);

        connection.write(home);

        assertThat(StackConnection.read(home)).hasValue(connection);
        assertThat(Files.readString(home.connectionEnv()))
                .contains("KAFKA_SERVERS='127.0.0.1:40001'")
                .contains("POSTGRES_URL='jdbc:postgresql://127.0.0.1:40002/quarterdeck'")
                .contains("DASHBOARD_URL='http://127.0.0.1:40003'")
                .contains("PGPORT='40002'")
                .contains("PGDATABASE='quarterdeck'");
    }

    @Test
    void portsOfTheLastTimeAreTakenAgainUnlessSomebodyElseHasThem() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free = FreePort.any();
            int bookmarked = FreePort.any();
            connection(taken.getLocalPort(), free, bookmarked).write(home);

            var ports = StackPorts.choose(home);

            assertThat(ports.postgres()).isEqualTo(free);
            assertThat(ports.dashboard()).isEqualTo(bookmarked);
            assertThat(ports.kafka()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void whatAVersionWithoutDashboardHasWrittenIsRead() throws Exception {
        Files.writeString(home.connectionFile(), """
                {"kafka_servers": "127.0.0.1:1", "postgres_url": "jdbc:postgresql://127.0.0.1:2/quarterdeck",
                 "secrets": "/secrets", "lake_warehouse": "file:///lake", "http_ports": {"consumer-data-storage": 3}}
                """);

        assertThat(StackPorts.choose(home).http()).containsOnlyKeys(ServiceCommands.SERVICES);
    }

    @Test
    void anUnknownRoleIsNamed() {
        assertThatThrownBy(() -> connection(1, 2, 3).connect("nobody"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no role 'nobody'");
    }

    private StackConnection connection(int kafka, int postgres, int dashboard) {
        return new StackConnection(
                "127.0.0.1:" + kafka,
                "jdbc:postgresql://127.0.0.1:" + postgres + "/quarterdeck",
                folder.resolve("secrets").toString(),
                "file:///lake",
                "http://127.0.0.1:" + dashboard,
                Map.of());
    }
}
