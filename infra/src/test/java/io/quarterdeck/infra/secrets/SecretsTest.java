package io.quarterdeck.infra.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path home;

    @Test
    void onlyTheOwnerCanReadTheFolderAndItsFiles() throws IOException {
        var secrets = Secrets.in(home.resolve("deep/secrets"));

        secrets.password("batch");

        assertThat(mode(home.resolve("deep/secrets"))).isEqualTo("rwx------");
        assertThat(mode(secrets.file("batch"))).isEqualTo("rw-------");
    }

    @Test
    void aPasswordIsLongUrlSafeAndDifferentForEachRole() throws IOException {
        var secrets = Secrets.in(home.resolve("secrets"));

        assertThat(secrets.password("batch")).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(secrets.password("dashboard"));
    }

    @Test
    void aFileThatIsThereIsKept() throws IOException {
        Files.writeString(home.resolve("batch.password"), "chosen by hand\n");

        assertThat(Secrets.in(home).password("batch")).isEqualTo("chosen by hand");
        assertThat(Files.readString(home.resolve("batch.password"))).isEqualTo("chosen by hand\n");
    }

    @Test
    void anEmptyFileIsRefusedByName() throws IOException {
        Files.writeString(home.resolve("batch.password"), "\n");
        var secrets = Secrets.in(home);

        assertThatThrownBy(() -> secrets.password("batch"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("batch.password is empty");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
