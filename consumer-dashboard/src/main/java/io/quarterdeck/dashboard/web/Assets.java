package io.quarterdeck.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the pages, from the class path under {@code /web/}; each is read once. */
public final class Assets {

    /** @param etag with its quotes */
    public record File(byte[] bytes, String contentType, String etag) {}

    /** No segment begins with a dot, so none leads upwards. */
    private static final Pattern PATH =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/plain; charset=utf-8"));

    private final Map<String, File> read = new ConcurrentHashMap<>();

    /** @param path below {@code /web/}, such as {@code assets/app.js}; nothing for what is no file of the pages */
    public Optional<File> file(String path) {
        if (!PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        File known = read.get(path);
        if (known == null) {
            byte[] bytes = bytes(path);
            if (bytes == null) {
                return Optional.empty();
            }
            known = new File(bytes, type, etag(bytes));
            read.put(path, known);
        }
        return Optional.of(known);
    }

    /** A tag that two equal contents share. */
    public static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }

    private static byte[] bytes(String path) {
        try (InputStream in = Assets.class.getResourceAsStream("/web/" + path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from the class path", e);
        }
    }
}
