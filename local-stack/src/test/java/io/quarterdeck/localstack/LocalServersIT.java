package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServersIT {

    @TempDir
    Path folder;

    @Test
    void haveTheTopicsAndRolesThatServicesNeed() throws Exception {
        try (var servers = LocalServers.start(folder)) {
            try (var admin = Admin.create(Map.of("bootstrap.servers", servers.kafkaServers()))) {
                assertThat(admin.listTopics().names().get())
                        .contains("market.bars", "market.rejected", "ingest.manifests");
            }
            try (var connection = servers.connect("data_storage");
                    var rows = connection.createStatement().executeQuery("SELECT count(*) FROM raw.bars")) {
                rows.next();
                assertThat(rows.getLong(1)).isZero();
            }
        }
    }
}
