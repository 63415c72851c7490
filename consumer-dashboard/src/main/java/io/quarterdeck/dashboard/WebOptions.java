package io.quarterdeck.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the pages are served, and to whom. */
final class WebOptions {

    @Option(
            names = "--web-host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:WEB_HOST:-127.0.0.1}",
            description = "Address of the pages and the API. Env WEB_HOST; now ${DEFAULT-VALUE}.")
    String host;

    @Option(
            names = "--web-port",
            paramLabel = "PORT",
            defaultValue = "${env:WEB_PORT:-8080}",
            converter = Port.class,
            description = "Their port; 0 takes a free one and logs it. Env WEB_PORT; now ${DEFAULT-VALUE}.")
    int port;

    @Option(
            names = "--allowed-hosts",
            paramLabel = "NAME,...",
            split = ",",
            defaultValue = "${env:ALLOWED_HOSTS:-}",
            description =
                    "Names under which browsers may ask for the pages, besides those of the loopback and --web-host."
                            + " Env ALLOWED_HOSTS.")
    List<String> allowedHosts = List.of();

    @Option(
            names = "--users-file",
            paramLabel = "FILE",
            required = true,
            defaultValue = "${env:USERS_FILE}",
            description = "Who may log in: lines name:role:hash, role viewer or operator. Read again when it changes."
                    + " Env USERS_FILE.")
    Path usersFile;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            defaultValue = "${env:TLS_CERTIFICATE}",
            description =
                    "Certificate and its chain, PEM; with --tls-key the pages are served by TLS. Env TLS_CERTIFICATE.")
    Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:TLS_KEY}",
            description = "Key of the certificate, PEM (PKCS#8). Env TLS_KEY.")
    Path tlsKey;

    boolean tls() {
        return tlsCertificate != null;
    }

    /** What is wrong with them together; null if nothing is. */
    String flaw() {
        return (tlsCertificate == null) != (tlsKey == null) ? "--tls-certificate, --tls-key: give both or none" : null;
    }

    /** The names besides those of the loopback under which it may be asked for. */
    List<String> names() {
        var names = new ArrayList<String>();
        if (!wildcard()) {
            names.add(host.contains(":") ? "[" + host + "]" : host);
        }
        allowedHosts.stream().map(String::strip).filter(name -> !name.isEmpty()).forEach(names::add);
        return names;
    }

    boolean loopback() {
        return address() != null && address().isLoopbackAddress();
    }

    private boolean wildcard() {
        return address() != null && address().isAnyLocalAddress();
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null; // said when it cannot be listened on
        }
    }

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
