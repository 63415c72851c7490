package io.quarterdeck.producer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the user named into files: a file, a folder, a pattern, an http(s) address or {@code -} for standard input.
 * What does not lie on disk is copied there first, since a file is read twice: once for its identity, once to be sent.
 * Closing deletes the copies.
 */
final class Inputs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Inputs.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final String PATTERN_CHARACTERS = "*?[{";

    private final Path workFolder;
    private final List<Path> copies = new ArrayList<>();

    /** @param workFolder where copies go; made when the first one is needed */
    Inputs(Path workFolder) {
        this.workFolder = workFolder;
    }

    /** Whether a folder's file is taken: by its name's end, and not when it is hidden. */
    static boolean isTaken(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".csv") || name.endsWith(".gz") || name.endsWith(".zip"));
    }

    /**
     * The files in the order of the arguments; those of a folder or pattern by name.
     *
     * @throws InputException when an argument leads to no file
     */
    List<SourceFile> resolve(List<String> arguments) throws IOException, InterruptedException {
        var files = new ArrayList<SourceFile>();
        for (String argument : arguments) {
            try {
                files.addAll(resolve(argument));
            } catch (IllegalArgumentException e) { // from the path, the pattern or the address
                throw new InputException(
                        Shown.line(argument) + ": cannot be read as an input: " + Shown.line(e.getMessage()), e);
            }
        }
        return files;
    }

    private List<SourceFile> resolve(String argument) throws IOException, InterruptedException {
        if (argument.equals("-")) {
            return List.of(copy(System.in, "stdin"));
        }
        if (argument.startsWith("http://") || argument.startsWith("https://")) {
            return List.of(download(argument));
        }
        Path path = Path.of(argument);
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        if (Files.exists(path)) {
            return List.of(file(path, true));
        }
        if (argument.chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0)) {
            return pattern(path);
        }
        throw new InputException(argument + ": no such file or folder");
    }

    private static SourceFile file(Path path, boolean given) {
        if (!Files.isReadable(path)) {
            throw new InputException(path + ": may not be read by this user");
        }
        return new SourceFile(path, path.getFileName().toString(), given);
    }

    private static List<SourceFile> folder(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return sorted(entries, Inputs::isTaken, folder + ": holds no file named *.csv, *.gz or *.zip");
        }
    }

    private static List<SourceFile> pattern(Path pattern) throws IOException {
        Path base = pattern.toAbsolutePath().normalize();
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + base);
        while (base.toString().chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0)) {
            base = base.getParent();
        }
        if (!Files.isDirectory(base)) {
            throw new InputException(pattern + ": matches no file, as there is no folder " + base);
        }
        try (Stream<Path> entries = Files.walk(base)) {
            return sorted(entries, matcher::matches, pattern + ": matches no file");
        }
    }

    private static List<SourceFile> sorted(Stream<Path> entries, Predicate<Path> taken, String ifNone) {
        List<SourceFile> files = entries.filter(Files::isRegularFile)
                .filter(taken)
                .sorted()
                .map(path -> file(path, false))
                .toList();
        if (files.isEmpty()) {
            throw new InputException(ifNone);
        }
        return files;
    }

    private SourceFile download(String address) throws IOException, InterruptedException {
        URI uri = URI.create(address);
        String shown = uri.getHost() + uri.getPath(); // without user and query: they may hold secrets
        log.info("downloading {}", shown);
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new InputException("%s: cannot be downloaded: %s".formatted(shown, e), e);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new InputException(
                        "%s: cannot be downloaded: the server answered %d".formatted(shown, response.statusCode()));
            }
            String path = uri.getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            return copy(body, name.isEmpty() ? uri.getHost() : name);
        } catch (IOException e) {
            throw new InputException("%s: broke off while it was downloaded: %s".formatted(shown, e), e);
        }
    }

    private SourceFile copy(InputStream from, String name) throws IOException {
        Files.createDirectories(workFolder);
        Path copy = Files.createTempFile(workFolder, "input-", ".part");
        copies.add(copy);
        Files.copy(from, copy, StandardCopyOption.REPLACE_EXISTING);
        return new SourceFile(copy, name, true);
    }

    @Override
    public void close() throws IOException {
        for (Path copy : copies) {
            Files.deleteIfExists(copy);
        }
    }
}
