package io.quarterdeck.servicekit;

import picocli.CommandLine.Option;

/** Where a service answers for its health and metrics; every service takes it as a {@code @Mixin}. */
public final class HealthOptions {

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:HTTP_HOST:-127.0.0.1}",
            description = "Address for /health/live, /health/ready and /metrics. Env HTTP_HOST; now ${DEFAULT-VALUE}.")
    public String host;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "${env:HTTP_PORT:-0}",
            description = "Port for them; 0 takes a free one and logs it. Env HTTP_PORT; now ${DEFAULT-VALUE}.")
    public int port;
}
