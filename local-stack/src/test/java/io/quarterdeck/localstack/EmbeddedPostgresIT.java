package io.quarterdeck.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasCommittedThroughStopCrashAndReopening() throws Exception {
        try (var postgres = EmbeddedPostgres.open(folder)) {
            execute(postgres, "CREATE TABLE noted (line text)");
            execute(postgres, "INSERT INTO noted VALUES ('before the stop')");
            postgres.stop();
            postgres.start();
            execute(postgres, "INSERT INTO noted VALUES ('before the crash')");
            postgres.kill();
            postgres.start();
            assertThat(value(postgres, "SELECT string_agg(line, ', ') FROM noted"))
                    .isEqualTo("before the stop, before the crash");
        }

        try (var reopened = EmbeddedPostgres.open(folder)) {
            assertThat(value(reopened, "SELECT count(*) FROM noted")).isEqualTo("2");
        }
    }

    @Test
    void runsWithTheSettingsThatMakeItARealOne() throws Exception {
        try (var postgres = EmbeddedPostgres.open(folder)) {
            assertThat(value(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(value(postgres, "SHOW timezone")).isEqualTo("UTC");
            assertThat(value(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(value(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url("postgres"), "owner", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheServersOwnWords() throws Exception {
        try (var first = EmbeddedPostgres.open(folder.resolve("first"))) {
            Path second = folder.resolve("second");
            assertThatThrownBy(() -> EmbeddedPostgres.open(
                            PostgresBinaries.userCache(),
                            second.resolve("data"),
                            second.resolve("secrets"),
                            second.resolve("log"),
                            first.port()))
                    .hasMessageContaining("postgresql ended with exit code 1")
                    .hasMessageContaining("Address already in use");
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws Exception {
        try (Connection connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(EmbeddedPostgres postgres, String sql) throws Exception {
        try (Connection connection = postgres.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
