package io.quarterdeck.infra.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardUsersTest {

    @TempDir
    Path folder;

    private Path file;
    private DashboardUsers users;

    @BeforeEach
    void begin() {
        file = folder.resolve(DashboardUsers.FILE);
        users = DashboardUsers.in(file);
    }

    @Test
    void aViewerAndAnOperatorAreMadeOnceAndTheFileHoldsNoPassword() throws Exception {
        var made = users.make();

        assertThat(made.keySet()).containsExactly("viewer", "operator");
        assertThat(made.values()).doesNotHaveDuplicates();
        for (var user : made.entrySet()) {
            assertThat(file).content().doesNotContain(user.getValue());
            assertThat(line(user.getKey()))
                    .startsWith(user.getKey() + ":" + user.getKey() + ":")
                    .matches(line -> opens(line, user.getValue()))
                    .matches(line -> !opens(line, user.getValue() + "x"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String before = Files.readString(file);
        assertThat(users.make()).isEmpty();
        assertThat(file).hasContent(before);
    }

    @Test
    void aNewPasswordTakesThePlaceOfTheOldOneAndChangesNobodyElse() throws Exception {
        String old = users.make().get("operator");
        String viewer = line("viewer");

        String password = users.reset("operator");

        assertThat(line("operator")).matches(line -> opens(line, password)).matches(line -> !opens(line, old));
        assertThat(line("viewer")).isEqualTo(viewer);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void commentsAndUsersThatSomebodyAddedStay() throws Exception {
        Files.writeString(file, "# ours\nada:operator:old\nviewer:viewer:old\n");

        String password = users.reset("ada");

        assertThat(Files.readAllLines(file)).hasSize(3).startsWith("# ours").endsWith("viewer:viewer:old");
        assertThat(line("ada")).startsWith("ada:operator:pbkdf2-sha256$").matches(line -> opens(line, password));
    }

    @Test
    void whoIsNotThereIsRefusedAndNothingIsChanged() throws Exception {
        users.make();
        String before = Files.readString(file);

        for (String name : List.of("root", "", "viewer:operator", "# Users of the dashboard, one a line", "viewer\n")) {
            assertThatThrownBy(() -> users.reset(name))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it has viewer, operator");
        }

        assertThat(file).hasContent(before);
    }

    @Test
    void passwordsCanBeTypedAndNotGuessed() {
        var passwords = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            passwords.add(DashboardUsers.newPassword());
        }

        assertThat(passwords)
                .hasSize(1000)
                .allMatch(password -> password.matches("([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}"));
    }

    private String line(String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow();
    }

    /** As whoever reads the file must compute it. */
    private static boolean opens(String line, String password) {
        String[] hash = line.split(":")[2].split("\\$");
        assertThat(hash[0]).isEqualTo("pbkdf2-sha256");
        try {
            byte[] salt = Base64.getDecoder().decode(hash[2]);
            assertThat(salt).hasSize(16);
            byte[] computed = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(hash[1]), 256))
                    .getEncoded();
            return hash[1].equals("600000")
                    && Base64.getEncoder().encodeToString(computed).equals(hash[3]);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
