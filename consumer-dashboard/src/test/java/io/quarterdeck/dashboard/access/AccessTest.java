package io.quarterdeck.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.dashboard.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void twoUsers() throws IOException {
        file = folder.resolve("dashboard.users");
        write(List.of(
                "# who may log in",
                UserLines.line("viewer", "viewer", "sees everything"),
                "",
                UserLines.line("operator", "operator", "starts quarters")));
    }

    private void write(List<String> lines) throws IOException {
        Files.write(file, lines);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(lines.hashCode() & 0xfffffff)));
    }

    @Test
    void aPasswordFitsItsUserAndNobodyElse() throws IOException {
        var users = Users.of(file);

        assertThat(users.verify("viewer", "sees everything")).map(User::role).contains(Role.VIEWER);
        assertThat(users.verify("operator", "starts quarters")).map(User::role).contains(Role.OPERATOR);
        assertThat(users.verify("viewer", "starts quarters")).isEmpty();
        assertThat(users.verify("viewer", "")).isEmpty();
        assertThat(users.verify("nobody", "sees everything")).isEmpty();
        assertThat(users.verify("", "")).isEmpty();
    }

    @Test
    void theHashOfNobodyFitsNothing() {
        assertThat(PasswordHash.OF_NOBODY.fits("")).isFalse();
    }

    @Test
    void theFileIsReadAgainWhenItHasChanged() throws IOException {
        var users = Users.of(file);

        write(List.of(UserLines.line("viewer", "operator", "another password")));

        assertThat(users.verify("viewer", "sees everything")).isEmpty();
        assertThat(users.verify("viewer", "another password")).map(User::role).contains(Role.OPERATOR);
        assertThat(users.find("operator")).isEmpty();
    }

    @Test
    void withoutAFileThereAreNoUsersUntilThereIsOne() throws IOException {
        Path later = folder.resolve("later.users");
        var users = Users.of(later);
        assertThat(users.verify("viewer", "sees everything")).isEmpty();

        Files.copy(file, later);

        assertThat(users.verify("viewer", "sees everything")).isPresent();
    }

    @Test
    void aFileThatIsDamagedLaterLetsNobodyIn() throws IOException {
        var users = Users.of(file);

        write(List.of(UserLines.line("viewer", "viewer", "sees everything"), "operator:root:x"));

        assertThat(users.verify("viewer", "sees everything")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "viewer",
                "viewer:viewer:plain text",
                "viewer:admin:pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "Viewer Two:viewer:pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "viewer:viewer:pbkdf2-sha256$0$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void aDamagedFileIsRefusedAtTheStartWithItsLine(String line) throws IOException {
        write(List.of(UserLines.line("operator", "operator", "x"), line));

        assertThatThrownBy(() -> Users.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dashboard.users:2:")
                .hasMessageNotContaining("AAAA");
    }

    @Test
    void aUserWhoStandsTwiceIsRefused() throws IOException {
        write(List.of(UserLines.line("viewer", "viewer", "x"), UserLines.line("viewer", "operator", "y")));

        assertThatThrownBy(() -> Users.of(file)).hasMessageContaining("viewer stands twice");
    }

    @Test
    void aSessionEndsWithoutUseAndAtTheLatestAfterHalfADay() throws IOException {
        var sessions = new Sessions(Users.of(file), clock);
        String idle = begin(sessions).id();
        String busy = begin(sessions).id();

        for (int minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
            clock.advance(Duration.ofMinutes(30));
            assertThat(sessions.use(busy)).as("after %d min", minutes + 30).isPresent();
            assertThat(sessions.alive(idle)).isEqualTo(minutes + 30 < 60);
        }
        clock.advance(Duration.ofMinutes(30));
        assertThat(sessions.use(busy)).isEmpty();
        assertThat(sessions.use(idle)).isEmpty();
    }

    @Test
    void lookingWhetherASessionGoesOnIsNoUseOfIt() throws IOException {
        var sessions = new Sessions(Users.of(file), clock);
        String id = begin(sessions).id();
        clock.advance(Duration.ofMinutes(59));
        assertThat(sessions.alive(id)).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(sessions.alive(id)).isFalse();
    }

    @Test
    void aSessionEndsWhenItsUserIsAnother() throws IOException {
        var sessions = new Sessions(Users.of(file), clock);
        String id = begin(sessions).id();
        assertThat(sessions.use(id)).isPresent();

        write(List.of(UserLines.line("viewer", "viewer", "a new password")));

        assertThat(sessions.use(id)).isEmpty();
    }

    @Test
    void idsAndTokensAreLongAndEachIsAnother() throws IOException {
        var sessions = new Sessions(Users.of(file), clock);
        var first = begin(sessions);
        var second = begin(sessions);

        assertThat(List.of(
                        first.id(),
                        second.id(),
                        first.session().csrfToken(),
                        second.session().csrfToken()))
                .doesNotHaveDuplicates()
                .allMatch(token -> token.length() == 43);
        sessions.end(first.id());
        assertThat(sessions.use(first.id())).isEmpty();
        assertThat(sessions.use(second.id())).isPresent();
    }

    @Test
    void whoLogsInTooOftenMakesRoom() throws IOException {
        var sessions = new Sessions(Users.of(file), clock);
        String oldest = begin(sessions).id();
        for (int i = 0; i < 1000; i++) {
            clock.advance(Duration.ofMillis(1));
            begin(sessions);
        }
        assertThat(sessions.use(oldest)).isEmpty();
    }

    private Sessions.Begun begin(Sessions sessions) throws IOException {
        return sessions.begin(Users.of(file).find("viewer").orElseThrow());
    }

    @Test
    void fiveFailuresAMinuteForAUser() {
        var limit = new LoginLimit(clock);
        for (int i = 0; i < 5; i++) {
            assertThat(limit.tryNow("viewer", "10.0.0." + i)).isEmpty();
            clock.advance(Duration.ofSeconds(5));
        }
        assertThat(limit.tryNow("viewer", "10.0.0.9")).contains(Duration.ofSeconds(36));
        assertThat(limit.tryNow("operator", "10.0.0.9")).isEmpty();
        clock.advance(Duration.ofSeconds(35));
        assertThat(limit.tryNow("viewer", "10.0.0.9")).isEmpty();
    }

    @Test
    void twentyFailuresAMinuteForAnAddressWhateverTheUser() {
        var limit = new LoginLimit(clock);
        for (int i = 0; i < 20; i++) {
            assertThat(limit.tryNow("user" + i, "10.0.0.1")).isEmpty();
        }
        assertThat(limit.tryNow("user20", "10.0.0.1")).isPresent();
        assertThat(limit.tryNow("user20", "10.0.0.2")).isEmpty();
    }

    @Test
    void successesDoNotCount() {
        var limit = new LoginLimit(clock);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.tryNow("viewer", "10.0.0.1")).isEmpty();
            limit.succeeded("viewer", "10.0.0.1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "localhost:8080, true",
        "LOCALHOST:1, true",
        "127.0.0.1:8080, true",
        "[::1]:8080, true",
        "[::1], true",
        "desk.example, true",
        "desk.example:443, true",
        "evil.example, false",
        "localhost.evil.example:8080, false",
        "127.0.0.1.evil.example, false",
        "0.0.0.0:8080, false",
        "'', false",
        "[::2]:8080, false",
        "user@localhost, false"
    })
    void onlyOurNamesAreOurs(String host, boolean ours) {
        assertThat(new Addresses(List.of("desk.example")).ours(host)).isEqualTo(ours);
    }

    @Test
    void withoutANameItIsNotForUs() {
        assertThat(new Addresses(List.of()).ours(null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "http://localhost:8080, true",
                "none, false",
                "null, false",
                "https://localhost:8080, false",
                "http://localhost, false",
                "http://localhost:8081, false",
                "http://evil.example, false",
                "http://localhost:8080.evil.example, false"
            })
    void aChangeComesFromOurPages(String origin, boolean same) {
        assertThat(Addresses.sameOrigin(Optional.ofNullable(origin), "http", "localhost:8080"))
                .isEqualTo(same);
    }
}
