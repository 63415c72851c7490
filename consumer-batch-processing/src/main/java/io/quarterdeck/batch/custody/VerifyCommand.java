package io.quarterdeck.batch.custody;

import io.quarterdeck.marketdata.FileJson;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit verify}: whether the certificates are those that were made. */
@Command(
        name = "audit verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks that every certificate follows the one before, is unchanged and well signed, and that those"
                        + " which releases stand on are there; or one that was exported.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is as it was made", "1:failed", "2:bad usage", "4:something was changed; it is shown"})
final class VerifyCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "An exported certificate, to be checked instead of those in the database.")
    Path file;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            defaultValue = "${env:CERTIFICATE_PUBLIC_KEY}",
            description =
                    "Key that all must be signed with, such as certificate.pub. By default the one that each names,"
                            + " which shows no change by somebody who made another. Env CERTIFICATE_PUBLIC_KEY.")
    Path publicKey;

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        Optional<String> trusted = publicKey == null ? Optional.empty() : Optional.of(SigningKey.readPublic(publicKey));
        PrintWriter out = spec.commandLine().getOut();
        List<String> flaws;
        if (file != null) {
            Certificate certificate = FileJson.read(Files.readAllBytes(file), Certificate.class);
            flaws = certificate.flaw(trusted).stream()
                    .map(flaw -> file + ": " + flaw)
                    .toList();
            out.println("certificate %d".formatted(certificate.id()));
        } else {
            try (Connection connection = postgres.connect("audit verify")) {
                connection.setReadOnly(true);
                var chain = new CertificateChain(connection);
                flaws = chain.flaws(trusted);
                out.println("%d certificates".formatted(chain.all().size()));
            }
        }
        flaws.forEach(out::println);
        out.println(flaws.isEmpty() ? "unchanged and well signed" : "DIFFERS");
        out.flush();
        return flaws.isEmpty() ? 0 : CustodyAudit.DIFFERS;
    }
}
