package io.quarterdeck.infra;

import io.quarterdeck.infra.secrets.CertificateKey;
import io.quarterdeck.infra.secrets.SecretsCommand;
import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bootstrap",
        mixinStandardHelpOptions = true,
        description = {
            "Creates what the services need in Kafka and PostgreSQL: topics, roles, the database, its tables.",
            "Run it before the services, as a role that may create roles and databases; again changes nothing."
        },
        footer = "The secrets of the containers: bootstrap secrets --help")
final class BootstrapMain implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(BootstrapMain.class);

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            required = true,
            defaultValue = "${env:SECRETS}",
            description = "Folder for the roles' generated passwords, <role>.password; a file that is there is kept and"
                    + " its password set. Env SECRETS.")
    Path secrets;

    @Option(
            names = "--kafka-access",
            paramLabel = "DIR",
            defaultValue = "${env:KAFKA_ACCESS}",
            description =
                    "Also make Kafka's users and their rights, with the passwords in this folder, <user>.password;"
                            + " the broker must have an authorizer. Env KAFKA_ACCESS; by default users are left alone.")
    Path kafkaAccess;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            defaultValue = "${env:CERTIFICATE_KEY}",
            description = "Also make the key pair that signs certificates of custody, if it is absent, and beside it"
                    + " its public half, .pub. Env CERTIFICATE_KEY.")
    Path certificateKey;

    @Option(
            names = "--event-partitions",
            paramLabel = "N",
            defaultValue = "${env:EVENT_PARTITIONS:-6}",
            description =
                    "Partitions of each topic that carries events, such as market.bars; fixed once the topic exists."
                            + " Env EVENT_PARTITIONS; now ${DEFAULT-VALUE}.")
    int eventPartitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "${env:REPLICATION:-1}",
            description = "Copies of each partition. Env REPLICATION; now ${DEFAULT-VALUE}.")
    short replication;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "${env:WAIT:-PT60S}",
            description = "How long to wait for each server, such as PT60S. Env WAIT; now ${DEFAULT-VALUE}.")
    Duration wait;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        // To picocli these are two commands: it would ask for the options that bootstrap requires in a subcommand, too.
        boolean secrets = args.length > 0 && args[0].equals("secrets");
        System.exit(
                secrets
                        ? run(new SecretsCommand().commandLine(), Arrays.copyOfRange(args, 1, args.length))
                        : run(new CommandLine(new BootstrapMain()), args));
    }

    private static int run(CommandLine command, String... args) {
        return command.setParameterExceptionHandler(new BadUsage()).execute(args);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        TopicSettings topics = topics();
        log.info(
                "kafka={} postgres={} user={} secrets={} kafkaAccess={} eventPartitions={} replication={}",
                kafka.servers,
                postgres.url,
                postgres.user,
                secrets,
                kafkaAccess,
                eventPartitions,
                replication);
        try {
            var bootstrap = new Bootstrap(kafka.client(), postgres, secrets, topics, wait);
            bootstrap.run();
            if (certificateKey != null) {
                CertificateKey.make(certificateKey);
            }
            if (kafkaAccess != null) {
                bootstrap.prepareKafkaAccess(kafkaAccess);
            }
        } catch (BootstrapException e) {
            log.debug("bootstrap failed", e);
            spec.commandLine().getErr().println("bootstrap: " + e.getMessage());
            return 1;
        }
        log.info("everything is in place");
        return 0;
    }

    private TopicSettings topics() {
        try {
            return new TopicSettings(eventPartitions, replication);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--event-partitions/--replication: " + e.getMessage());
        }
    }
}
