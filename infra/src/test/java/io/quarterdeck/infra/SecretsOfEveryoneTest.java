package io.quarterdeck.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.infra.secrets.SecretsCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bootstrap sets and what the secrets hold are one list. */
class SecretsOfEveryoneTest {

    @TempDir
    Path root;

    @Test
    void thereIsAPasswordForEveryRoleAndEveryUserOfKafkaAndForNobodyElse() {
        int exitCode = new SecretsCommand()
                .commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .execute("--folder=" + root);

        assertThat(exitCode).isZero();
        assertThat(root.resolve("bootstrap/roles").toFile().list())
                .containsExactlyInAnyOrder(Stream.of(Role.values())
                        .map(role -> role.sql() + ".password")
                        .toArray(String[]::new));
        assertThat(root.resolve("bootstrap/users").toFile().list())
                .containsExactlyInAnyOrder(Stream.of(KafkaAccess.User.values())
                        .map(user -> user.scram() + ".password")
                        .toArray(String[]::new));
    }
}
