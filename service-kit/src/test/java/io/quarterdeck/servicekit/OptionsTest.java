package io.quarterdeck.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class OptionsTest {

    @Command(name = "service")
    private static final class Service {
        @Mixin
        KafkaOptions kafka;

        @Mixin
        PostgresOptions postgres;

        @Mixin
        LakeOptions lake;

        @Mixin
        HealthOptions health;
    }

    @TempDir
    Path folder;

    @Test
    void nothingListensBeyondLoopbackUnlessAsked() {
        assertThat(parse("--postgres-user=u", "--postgres-password-file=f", "--lake-warehouse=w").health.host)
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aSecretHasNoDefault() {
        assertThatThrownBy(() -> parse("--postgres-user=u", "--lake-warehouse=w"))
                .isInstanceOf(MissingParameterException.class)
                .hasMessageContaining("--postgres-password-file");
    }

    @Test
    void aPasswordInTheUrlIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> parse(
                        "--postgres-url=jdbc:postgresql://db/q?sslmode=require&password=s3cret",
                        "--postgres-user=u",
                        "--postgres-password-file=f",
                        "--lake-warehouse=w"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Invalid value for option '--postgres-url': holds a password; name the file with"
                        + " --postgres-password-file");
    }

    @Test
    void kafkaSettingsOfAFileAreKeptAndTheServersAreThoseOfTheFlag() throws IOException {
        Path config = Files.writeString(
                folder.resolve("client.properties"), "security.protocol=SASL_SSL\nbootstrap.servers=x:1\n");

        Service service = parse(
                "--postgres-user=u",
                "--postgres-password-file=f",
                "--lake-warehouse=w",
                "--kafka-servers=broker:9093",
                "--kafka-config=" + config);

        assertThat(service.kafka.client())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("bootstrap.servers", "broker:9093");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsFlag() {
        Service service = parse(
                "--postgres-user=u",
                "--postgres-password-file=" + folder.resolve("none"),
                "--lake-warehouse=w",
                "--kafka-config=" + folder.resolve("missing"));

        assertThatThrownBy(service.kafka::client)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("--kafka-config", "missing");
        assertThatThrownBy(service.postgres::password)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("--postgres-password-file", "none");
    }

    @Test
    void thePasswordIsTheFileWithoutItsLineEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("role.password"), "s3cret \n");

        assertThat(parse("--postgres-user=u", "--postgres-password-file=" + file, "--lake-warehouse=w")
                        .postgres
                        .password())
                .isEqualTo("s3cret");
    }

    @Test
    void theLakesCatalogLivesInItsOwnSchemaOfTheDatabase() throws IOException {
        Path file = Files.writeString(folder.resolve("role.password"), "s3cret");
        Service service = parse(
                "--postgres-url=jdbc:postgresql://db:5432/q?sslmode=verify-full",
                "--postgres-user=u",
                "--postgres-password-file=" + file,
                "--lake-warehouse=s3://bucket/lake");

        assertThat(service.lake.sparkSettings(service.postgres))
                .containsEntry(
                        "spark.sql.catalog.lake.uri",
                        "jdbc:postgresql://db:5432/q?sslmode=verify-full&currentSchema=lake_catalog")
                .containsEntry("spark.sql.catalog.lake.warehouse", "s3://bucket/lake")
                .containsEntry("spark.sql.session.timeZone", "UTC");
    }

    @Test
    void badUsageIsToldInOneLineWithWhereHelpIs() {
        var err = new StringWriter();

        int exitCode = new CommandLine(new Service())
                .setParameterExceptionHandler(new BadUsage())
                .setErr(new PrintWriter(err, true))
                .execute("--http-port=high");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString()).contains("--http-port", "high", "service --help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--http-port=",
                "--http-port=-1",
                "--http-port=65536",
                "--http-port=99999999999",
                "--http-port=0x50",
                "--http-port=٨٠",
                "--kafka-servers=",
                "--kafka-servers=nowhere",
                "--kafka-servers=host:port",
                "--kafka-servers=:9092",
                "--kafka-servers=host:9092,",
                "--kafka-servers=host:9092 other:9092",
                "--postgres-url=",
                "--postgres-url=localhost:5432",
                "--postgres-url=postgresql://localhost/q",
                "--lake-catalog=",
                "--lake-catalog=HIVE",
                "--no-such-flag=1",
                "--kafka-config=a\0b"
            })
    void aValueOfAnotherFormIsBadUsageThatNamesItsFlag(String argument) {
        var err = new StringWriter();

        int exitCode = new CommandLine(new Service())
                .setParameterExceptionHandler(new BadUsage())
                .setErr(new PrintWriter(err, true))
                .execute("--postgres-user=u", "--postgres-password-file=f", "--lake-warehouse=w", argument);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString()).contains(argument.substring(0, argument.indexOf('=')));
    }

    @Test
    void severalServersAndAnIpv6AddressAreTaken() {
        assertThat(parse(
                                "--postgres-user=u",
                                "--postgres-password-file=f",
                                "--lake-warehouse=w",
                                "--kafka-servers=a.b-c:1,[::1]:9092, d:65535")
                        .kafka
                        .servers)
                .isEqualTo("a.b-c:1,[::1]:9092, d:65535");
    }

    private static Service parse(String... arguments) {
        var service = new Service();
        new CommandLine(service).parseArgs(arguments);
        return service;
    }
}
