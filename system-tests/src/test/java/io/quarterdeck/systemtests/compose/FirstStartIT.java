package io.quarterdeck.systemtests.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The first start of a clean checkout, and a file that is put into the inbox afterwards: the same content and the same
 * features as without containers.
 */
@ComposeTest
@Order(1)
class FirstStartIT {

    private static ComposeStack stack;

    @BeforeAll
    static void startAndBringInAFile(ComposeStack shared) throws Exception {
        stack = shared;
        stack.files().releases(List.of()); // first, so that the two do not run at the same time
        stack.up();
        stack.awaitLanding();
        stack.put(stack.files().recorded);
        stack.awaitLanding();
        stack.awaitReleases();
    }

    @Test
    void everyRowOfTheFilesIsInPostgresAndInTheLakeOnce() throws Exception {
        stack.assertLandedExactlyOnce();
    }

    @Test
    void featuresAppearByThemselvesAndAreThoseOfARunWithoutContainers() throws Exception {
        stack.assertReleasedAsUndisturbed();
    }

    @Test
    void theAuditAgreesAndItsCertificateIsWellSigned() {
        String inContainer = "run --rm -T batch spark-submit --class io.quarterdeck.batch.custody.CustodyAudit"
                + " /opt/quarterdeck/batch.jar";

        assertThat(stack.compose(inContainer.split(" ")).expect(0).out()).contains("agree", "Certificate ");

        assertThat(stack.compose((inContainer + " verify").split(" ")).expect(0).out())
                .contains("unchanged and well signed");
    }

    @Test
    void anMlEngineerQueriesThemFromTheHostOverVerifiedTls() throws Exception {
        String password = stack.secrets().run("show", "ml_reader").out().strip();
        assertThat(Files.readString(stack.secrets().authority())).startsWith("-----BEGIN CERTIFICATE-----");

        try (var connection = DriverManager.getConnection(stack.url(), "ml_reader", password);
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT (SELECT count(*) FROM features.bars_1h), ssl, version
                          FROM pg_stat_ssl WHERE pid = pg_backend_pid()""")) {
            row.next();
            assertThat(row.getLong(1)).isPositive();
            assertThat(row.getBoolean(2)).isTrue();
            assertThat(row.getString(3)).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void anotherStartChangesNothing() {
        List<String> before = stack.containers().stream()
                .filter(container -> !container.isOneShot())
                .map(Container::startedAt)
                .toList();

        stack.compose("up", "-d").expect(0);
        stack.awaitWell();

        assertThat(stack.containers())
                .filteredOn(container -> !container.isOneShot())
                .extracting(Container::startedAt)
                .containsExactlyElementsOf(before);
    }
}
