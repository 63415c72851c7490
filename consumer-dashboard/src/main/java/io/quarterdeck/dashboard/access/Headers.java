package io.quarterdeck.dashboard.access;

import java.util.Map;
import java.util.TreeMap;

/** The headers of every answer, by which a browser lets our pages do what they need and nothing else. */
public final class Headers {

    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cache-Control",
            "no-store");

    /**
     * In place of our pages' policy, for a page that is data: a sandbox in which nothing runs, is sent or is loaded; it may only
     * have its own style.
     */
    public static final String SANDBOX =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private Headers() {}

    /** @param tls whether the dashboard is reached by TLS alone */
    public static Map<String, String> all(boolean tls) {
        var headers = new TreeMap<>(ALWAYS);
        if (tls) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        return Map.copyOf(headers);
    }
}
