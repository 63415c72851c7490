package io.quarterdeck.dashboard;

import io.quarterdeck.servicekit.BadUsage;
import io.quarterdeck.servicekit.HealthOptions;
import io.quarterdeck.servicekit.HealthServer;
import io.quarterdeck.servicekit.KafkaOptions;
import io.quarterdeck.servicekit.PostgresOptions;
import io.quarterdeck.servicekit.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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
        name = "consumer-dashboard",
        mixinStandardHelpOptions = true,
        description = "Shows what the stores hold, how the runs went and what the features say, as web pages.")
final class DashboardMain implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(DashboardMain.class);

    private static final String NAME = "consumer-dashboard";

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    PostgresOptions postgres = new PostgresOptions();

    @Mixin
    HealthOptions health = new HealthOptions();

    @Mixin
    WebOptions web = new WebOptions();

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            defaultValue = "${env:PUBLIC_KEY}",
            description = "The key that verifies certificates, certificate.pub; without it none counts as verified."
                    + " Env PUBLIC_KEY.")
    Path publicKey;

    @Option(
            names = "--alert-webhook-file",
            paramLabel = "FILE",
            defaultValue = "${env:ALERT_WEBHOOK_FILE}",
            description =
                    "File that holds the URL to which alerts are sent (it may be a secret). Env ALERT_WEBHOOK_FILE.")
    Path alertWebhookFile;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DashboardMain())
                .setParameterExceptionHandler(new BadUsage())
                .execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (web.flaw() != null) {
            throw new ParameterException(spec.commandLine(), web.flaw());
        }
        log.info(
                "kafka={} postgres={} user={} usersFile={} publicKey={} tls={}",
                kafka.servers,
                postgres.url,
                postgres.user,
                web.usersFile,
                publicKey,
                web.tls());
        if (!web.loopback() && !web.tls()) {
            log.warn(
                    "--web-host {}: others can reach the pages and no TLS protects passwords; see --tls-certificate",
                    web.host);
        }
        try (var stop = StopSignal.install();
                var healthServer = HealthServer.open(health);
                var dashboard = Dashboard.open(options(), Clock.systemUTC())) {
            healthServer.readyWhen(dashboard::ready);
            while (!stop.requested()) {
                stop.await(Duration.ofHours(1)); // all that happens, happens in the threads of the parts
            }
            log.info("stopped");
            return 0;
        } catch (IOException e) {
            log.debug("stopped", e);
            spec.commandLine().getErr().println(NAME + ": " + e.getMessage());
            return 1;
        }
    }

    private Dashboard.Options options() throws IOException {
        return new Dashboard.Options(
                kafka.client(), postgres, web, publicKey, Optional.ofNullable(alertWebhookFile), version());
    }

    private static String version() {
        String version = DashboardMain.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
