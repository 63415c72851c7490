package io.quarterdeck.infra.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateKeyTest {

    @TempDir
    Path folder;

    @Test
    void onlyTheOwnerReadsThePairAndAllTheirPublicHalf() throws Exception {
        CertificateKey.make(folder.resolve("certificate.key"));

        assertThat(mode("certificate.key")).isEqualTo("rw-------");
        assertThat(mode("certificate.pub")).isEqualTo("rw-r--r--");
        assertThat(folder.resolve("certificate.pub"))
                .content()
                .startsWith("-----BEGIN PUBLIC KEY-----")
                .doesNotContain("PRIVATE");
    }

    @Test
    void aPairThatIsThereStaysAndALostPublicHalfComesBack() throws Exception {
        Path key = folder.resolve("certificate.key");
        CertificateKey.make(key);
        String pair = Files.readString(key);
        String publicHalf = Files.readString(folder.resolve("certificate.pub"));
        Files.delete(folder.resolve("certificate.pub"));

        CertificateKey.make(key);

        assertThat(key).hasContent(pair);
        assertThat(folder.resolve("certificate.pub")).hasContent(publicHalf);
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Path key = folder.resolve("certificate.key");
        Files.writeString(key, "nothing");

        assertThatThrownBy(() -> CertificateKey.make(key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(key.toString());
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }
}
