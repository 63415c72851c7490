package io.quarterdeck.infra.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFoldersTest {

    private static final Instant TODAY = Instant.now();

    private static final List<String> CERTIFICATES = List.of(
            "kafka/kafka.pem",
            "bootstrap/kafka.pem",
            "postgres/server.key",
            "postgres/server.crt",
            "dashboard/server.key",
            "dashboard/server.crt");

    private static final List<String> FOLLOWING = List.of(
            "authority/ca.crt",
            "kafka/ca.crt",
            "postgres/ca.crt",
            "postgres/owner.password",
            "bootstrap/ca.crt",
            "bootstrap/kafka.properties",
            "producer/ca.crt",
            "producer/kafka.properties",
            "data-storage/ca.crt",
            "data-storage/kafka.properties",
            "data-storage/postgres.password",
            "stream-storage/ca.crt",
            "stream-storage/kafka.properties",
            "stream-storage/postgres.password",
            "batch/ca.crt",
            "batch/certificate.key",
            "batch/kafka.properties",
            "batch/postgres.password",
            "batch/spark.conf",
            "dashboard/ca.crt",
            "dashboard/certificate.pub",
            "dashboard/kafka.properties",
            "dashboard/postgres.password",
            "trading-bot/ca.crt",
            "trading-bot/kafka.properties",
            "trading-bot/postgres.password",
            "spark/ca.crt",
            "spark/spark.conf",
            "clients/ca.crt",
            "clients/certificate.pub",
            "clients/ml_reader.password",
            "clients/dashboard.password");

    private static final List<String> TRUTH = List.of(
            "authority/ca.key",
            "authority/certificate.key",
            "authority/spark.secret",
            "bootstrap/owner.password",
            "bootstrap/roles/data_storage.password",
            "bootstrap/roles/stream_storage.password",
            "bootstrap/roles/batch.password",
            "bootstrap/roles/dashboard.password",
            "bootstrap/roles/ml_reader.password",
            "bootstrap/roles/trading_bot.password",
            "bootstrap/users/producer.password",
            "bootstrap/users/data_storage.password",
            "bootstrap/users/stream_storage.password",
            "bootstrap/users/batch.password",
            "bootstrap/users/dashboard.password",
            "bootstrap/users/trading_bot.password",
            "dashboard/dashboard.users");

    @TempDir
    Path root;

    private final List<String> written = new ArrayList<>();

    @Test
    void makesTheFilesOfTheListAndNoOthers() throws IOException {
        make();

        assertThat(files().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(CERTIFICATES, FOLLOWING, TRUTH)
                        .flatMap(List::stream)
                        .toList());
        assertThat(written).containsExactlyInAnyOrderElementsOf(files().keySet());
    }

    @Test
    void onlyOwnerAndGroupCanReadAFile() throws IOException {
        make();
        Path loosened = root.resolve("batch/postgres.password");
        Files.setPosixFilePermissions(loosened, PosixFilePermissions.fromString("rw-rw-rw-"));

        make();

        for (String file : files().keySet()) {
            assertThat(mode(root.resolve(file))).as(file).isEqualTo("rw-r-----");
        }
        assertThat(mode(root.resolve("bootstrap/roles"))).isEqualTo("rwxr-x---");
    }

    @Test
    void passwordsAreLongAndNoTwoAreEqual() throws IOException {
        make();

        assertThat(TRUTH.stream()
                        .filter(file -> file.endsWith(".password") || file.endsWith(".secret"))
                        .map(files()::get))
                .doesNotHaveDuplicates()
                .allMatch(password -> password.matches("[A-Za-z0-9_-]{43}\n"));
    }

    @Test
    void eachReaderHasThePasswordThatBootstrapSets() throws IOException {
        make();

        everyReaderHasWhatBootstrapSets();
    }

    private void everyReaderHasWhatBootstrapSets() throws IOException {
        var files = files();
        assertThat(files.get("data-storage/postgres.password"))
                .isEqualTo(files.get("bootstrap/roles/data_storage.password"));
        assertThat(files.get("data-storage/kafka.properties"))
                .contains("username=\"data_storage\" password=\""
                        + files.get("bootstrap/users/data_storage.password").strip() + "\";");
        assertThat(files.get("clients/ml_reader.password")).isEqualTo(files.get("bootstrap/roles/ml_reader.password"));
        assertThat(files.get("postgres/owner.password")).isEqualTo(files.get("bootstrap/owner.password"));
        assertThat(files.get("spark/spark.conf"))
                .isEqualTo(files.get("batch/spark.conf"))
                .contains("spark.authenticate.secret "
                        + files.get("authority/spark.secret").strip());
    }

    @Test
    void aSecondRunTouchesNothing() throws IOException {
        make();
        var before = times();
        written.clear();

        make();

        assertThat(times()).isEqualTo(before);
        assertThat(written).isEmpty();
    }

    @Test
    void killedAfterAnyFileTheNextRunGoesOn() throws IOException {
        int all = Stream.of(CERTIFICATES, FOLLOWING, TRUTH).mapToInt(List::size).sum();
        for (int killedAfter = 1; killedAfter < all; killedAfter++) {
            Path home = root.resolve("killed after " + killedAfter);
            Files.createDirectory(home);
            assertThatThrownBy(killedAfter(home, killedAfter)::make).isInstanceOf(Killed.class);
            var kept = files(home);

            folders(home, TODAY, name -> {}).make();

            assertThat(files(home)).as("%d", killedAfter).hasSize(all);
            // All but half of a server's key and certificate, which are made together.
            kept.remove("postgres/server.key");
            kept.remove("dashboard/server.key");
            assertThat(files(home)).as("%d", killedAfter).containsAllEntriesOf(kept);
            assertThatCode(() -> Tls.handshake(home, "postgres")).doesNotThrowAnyException();
            assertThatCode(() -> Tls.handshake(home, "dashboard")).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CERTIFICATES", "DATA_STORAGE", "SPARK"})
    void aRotationKilledAfterAnyFileIsHealedByTheNextRun(Rotation rotation) throws Exception {
        make();
        written.clear();
        folders().rotate(rotation);
        int all = written.size();
        for (int killedAfter = 1; killedAfter < all; killedAfter++) {
            var rotating = killedAfter(root, killedAfter);
            assertThatThrownBy(() -> rotating.rotate(rotation)).isInstanceOf(Killed.class);

            make();

            Tls.handshake(root, "kafka");
            Tls.handshake(root, "postgres");
            everyReaderHasWhatBootstrapSets();
        }
    }

    @Test
    void whateverIsLostOrDamagedOfWhatFollowsIsMadeAgain() throws IOException {
        make();
        var before = files();
        for (String file : FOLLOWING) {
            for (Damage damage : Damage.values()) {
                damage.strike(root.resolve(file));

                make();

                var healed = files();
                if (file.equals("authority/ca.crt")) { // signed anew with the same key: no other file but its copies
                    assertThat(healed.keySet()).isEqualTo(before.keySet());
                    before.replaceAll((name, text) -> name.endsWith("ca.crt") ? healed.get("authority/ca.crt") : text);
                }
                assertThat(healed).as("%s %s", damage, file).isEqualTo(before);
            }
        }
    }

    @Test
    void aLostOrDamagedCertificateIsIssuedAgainAndNothingElseChanges() throws Exception {
        make();
        for (String file : CERTIFICATES) {
            for (Damage damage : Damage.values()) {
                var before = files();
                damage.strike(root.resolve(file));

                make();

                var after = files();
                Tls.handshake(root, "kafka");
                Tls.handshake(root, "postgres");
                before.keySet().removeAll(CERTIFICATES);
                assertThat(after).as("%s %s", damage, file).containsAllEntriesOf(before);
            }
        }
    }

    @Test
    void whatAKilledRunDidNotFinishIsSweptAway() throws IOException {
        make();
        Files.writeString(root.resolve("kafka/.kafka.pem.new"), "half of a key");

        make();

        assertThat(root.resolve("kafka/.kafka.pem.new")).doesNotExist();
    }

    @Test
    void anEmptyPasswordOfTheTruthIsRefusedByName() throws IOException {
        make();
        Files.writeString(root.resolve("bootstrap/owner.password"), "");

        assertThatThrownBy(this::make)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bootstrap/owner.password is empty; remove it");
    }

    @Test
    void aDamagedKeyOfTheAuthorityIsRefusedByNameAndALostOneMakesEverythingNew() throws Exception {
        make();
        Path keys = root.resolve("authority/ca.key");
        Files.writeString(keys, Files.readString(keys).substring(0, 60));

        assertThatThrownBy(this::make).isInstanceOf(IOException.class).hasMessageContaining("ca.key is damaged");

        Files.delete(keys);
        written.clear();
        make();

        assertThat(written).containsAll(CERTIFICATES).contains("authority/ca.key", "clients/ca.crt");
        Tls.handshake(root, "kafka");
    }

    @Test
    void aCertificateIsRenewedOnceItHasLessThanThirtyDaysLeft() throws IOException {
        make();
        var before = files();

        folders(root, TODAY.plus(Duration.ofDays(334)), written::add).make();
        assertThat(files()).isEqualTo(before);

        written.clear();
        folders(root, TODAY.plus(Duration.ofDays(336)), written::add).make();
        assertThat(written).containsExactlyInAnyOrderElementsOf(CERTIFICATES);
    }

    @Test
    void theAuthorityIsRenewedWithTheSameKeySoThatCertificatesFromBeforeStayGood() throws Exception {
        Instant nearTheEnd = TODAY.plus(Duration.ofDays(3652 - 31));
        make();
        folders(root, nearTheEnd, name -> {}).make();
        var before = files();

        folders(root, nearTheEnd.plus(Duration.ofDays(2)), name -> {}).make();

        var after = files();
        assertThat(after.get("authority/ca.crt")).isNotEqualTo(before.get("authority/ca.crt"));
        assertThat(after.get("producer/ca.crt")).isEqualTo(after.get("authority/ca.crt"));
        before.keySet().removeIf(file -> file.endsWith("ca.crt"));
        assertThat(after).containsAllEntriesOf(before);
        Tls.certificate(root.resolve("postgres/server.crt"))
                .verify(Tls.certificate(root.resolve("authority/ca.crt")).getPublicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres", "dashboard"})
    void aServerIsBelievedUnderItsNamesAndNoOther(String server) throws Exception {
        make();

        for (String name : List.of(server, "localhost", "127.0.0.1")) {
            assertThatCode(() -> Tls.handshake(root, server, name)).as(name).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> Tls.handshake(root, server, "elsewhere")).hasMessageContaining("elsewhere");
    }

    @Test
    void aServerOfAnotherAuthorityIsNotBelieved() throws Exception {
        Path other = Files.createDirectory(root.resolve("other"));
        make();
        folders(other, TODAY, name -> {}).make();
        Files.copy(other.resolve("kafka/kafka.pem"), root.resolve("stranger.pem"));

        assertThatThrownBy(() -> Tls.handshake(root.resolve("stranger.pem"), root.resolve("clients/ca.crt"), "kafka"))
                .hasMessageContaining("PKIX path");
    }

    @ParameterizedTest
    @EnumSource
    void aRotationChangesWhatItNamesAndWhatFollowsAndNothingElse(Rotation rotation) throws IOException {
        make();
        var before = files();

        folders().rotate(rotation);

        var changed = files();
        changed.entrySet().removeAll(before.entrySet());
        var wanted = new ArrayList<String>();
        for (Rotation part : rotation == Rotation.ALL ? Rotation.values() : new Rotation[] {rotation}) {
            wanted.addAll(
                    switch (part) {
                        case PRODUCER -> List.of("bootstrap/users/producer.password", "producer/kafka.properties");
                        case DATA_STORAGE ->
                            List.of(
                                    "bootstrap/roles/data_storage.password",
                                    "bootstrap/users/data_storage.password",
                                    "data-storage/postgres.password",
                                    "data-storage/kafka.properties");
                        case STREAM_STORAGE ->
                            List.of(
                                    "bootstrap/roles/stream_storage.password",
                                    "bootstrap/users/stream_storage.password",
                                    "stream-storage/postgres.password",
                                    "stream-storage/kafka.properties");
                        case BATCH ->
                            List.of(
                                    "bootstrap/roles/batch.password",
                                    "bootstrap/users/batch.password",
                                    "batch/postgres.password",
                                    "batch/kafka.properties");
                        case ML_READER -> List.of("bootstrap/roles/ml_reader.password", "clients/ml_reader.password");
                        case DASHBOARD ->
                            List.of(
                                    "bootstrap/roles/dashboard.password",
                                    "bootstrap/users/dashboard.password",
                                    "dashboard/postgres.password",
                                    "dashboard/kafka.properties",
                                    "clients/dashboard.password");
                        case TRADING_BOT ->
                            List.of(
                                    "bootstrap/roles/trading_bot.password",
                                    "bootstrap/users/trading_bot.password",
                                    "trading-bot/postgres.password",
                                    "trading-bot/kafka.properties");
                        case SPARK -> List.of("authority/spark.secret", "batch/spark.conf", "spark/spark.conf");
                        case OWNER -> List.of("bootstrap/owner.password.next");
                        case CERTIFICATES -> CERTIFICATES;
                        case ALL -> List.of();
                    });
        }
        assertThat(changed.keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void anOwnersPasswordThatBootstrapHasNotTakenOverIsNotReplacedAgain() throws IOException {
        make();
        assertThat(folders().rotate(Rotation.OWNER)).isFalse();
        var pending = files();

        assertThat(folders().rotate(Rotation.OWNER)).isTrue();

        assertThat(files()).isEqualTo(pending);
    }

    @Test
    void aPasswordOfTheDashboardStaysWhenEverythingElseIsBroughtInOrder() throws IOException {
        make();
        assertThat(files().get("dashboard/dashboard.users")).isEqualTo(DashboardUsers.NOBODY);

        folders().dashboardPassword("operator");
        String users = files().get("dashboard/dashboard.users");
        make();
        folders().rotate(Rotation.ALL);

        assertThat(users).contains("operator:operator:pbkdf2-sha256$");
        assertThat(files()).containsEntry("dashboard/dashboard.users", users);
    }

    private enum Damage {
        LOST {
            @Override
            void strike(Path file) throws IOException {
                Files.delete(file);
            }
        },
        EMPTY {
            @Override
            void strike(Path file) throws IOException {
                Files.writeString(file, "");
            }
        },
        CUT_OFF {
            @Override
            void strike(Path file) throws IOException {
                String text = Files.readString(file);
                Files.writeString(file, text.substring(0, text.length() / 2));
            }
        };

        abstract void strike(Path file) throws IOException;
    }

    private static final class Killed extends RuntimeException {}

    private static SecretFolders killedAfter(Path home, int files) {
        var left = new int[] {files};
        return folders(home, TODAY, name -> {
            if (--left[0] == 0) {
                throw new Killed();
            }
        });
    }

    private void make() throws IOException {
        folders().make();
    }

    private SecretFolders folders() {
        return folders(root, TODAY, written::add);
    }

    private static SecretFolders folders(Path root, Instant now, Consumer<String> written) {
        return new SecretFolders(root, Clock.fixed(now, ZoneOffset.UTC), written);
    }

    private Map<String, String> files() throws IOException {
        return files(root);
    }

    private static Map<String, String> files(Path root) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.equals("authority/.lock")) {
                    texts.put(name, Files.readString(file));
                }
            }
        }
        return texts;
    }

    private Map<String, FileTime> times() throws IOException {
        var times = new TreeMap<String, FileTime>();
        for (String file : files().keySet()) {
            times.put(file, Files.getLastModifiedTime(root.resolve(file)));
        }
        return times;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
