package io.quarterdeck.dashboard.access;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which the dashboard may be asked for. A page of somebody else whose name leads here (DNS rebinding) is
 * refused by the name, one that sends requests from elsewhere by its origin.
 */
public final class Addresses {

    private final Set<String> hosts;

    /** @param more names besides those of the loopback */
    public Addresses(Collection<String> more) {
        var all = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        more.stream().map(name -> name.toLowerCase(Locale.ROOT)).forEach(all::add);
        this.hosts = Set.copyOf(all);
    }

    /** Whether the header {@code Host} is one of ours, at whatever port. */
    public boolean ours(String host) {
        return host != null && hosts.contains(name(host).toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a request that changes something comes from one of our pages.
     *
     * @param origin the header {@code Origin}, which browsers send with each of them
     * @param host the header {@code Host}
     */
    public static boolean sameOrigin(Optional<String> origin, String scheme, String host) {
        return origin.isPresent() && origin.get().equalsIgnoreCase(scheme + "://" + host);
    }

    private static String name(String host) {
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }
}
