package io.quarterdeck.servicekit;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
            converter = Port.class,
            description = "Port for them; 0 takes a free one and logs it. Env HTTP_PORT; now ${DEFAULT-VALUE}.")
    public int port;

    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535) {
                return Integer.valueOf(text);
            }
            throw new TypeConversionException("'" + text + "' is not a port from 0 to 65535");
        }
    }
}
