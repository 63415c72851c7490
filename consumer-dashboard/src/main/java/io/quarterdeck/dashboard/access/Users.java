package io.quarterdeck.dashboard.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users file: lines {@code name:role:hash}, comments with {@code #}. It is read again when it has changed; if it is
 * then damaged, nobody is let in until it is mended. Without a file there are no users.
 */
public final class Users {

    private static final Logger log = LoggerFactory.getLogger(Users.class);

    private final Path file;
    private Stamp seen;
    private Map<String, User> users = Map.of();

    /** What tells that a file is another one. */
    private record Stamp(FileTime modified, long size, Object key) {
        private static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1, null);
    }

    private Users(Path file) {
        this.file = file;
    }

    /** @throws IOException when there is a file and it cannot be read or is damaged, naming it and the line */
    public static Users of(Path file) throws IOException {
        var users = new Users(file);
        users.seen = users.stamp();
        users.users = users.read();
        if (users.users.isEmpty()) {
            log.warn("--users-file: {} has no users: nobody can log in", file);
        }
        return users;
    }

    public synchronized Optional<User> find(String name) {
        try {
            Stamp now = stamp();
            if (!now.equals(seen)) {
                seen = now;
                users = Map.of();
                users = read();
                log.info("the users file has changed: users={}", users.size());
            }
        } catch (IOException e) {
            log.error("{}; nobody is let in", e.getMessage());
            users = Map.of();
        }
        return Optional.ofNullable(users.get(name));
    }

    /** The user whose password this is. Who is not there is answered as slowly as who is. */
    public Optional<User> verify(String name, String password) {
        Optional<User> user = find(name);
        boolean fits = user.map(User::hash).orElse(PasswordHash.OF_NOBODY).fits(password);
        return user.filter(known -> fits);
    }

    private Stamp stamp() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return Stamp.ABSENT;
        } catch (IOException e) {
            throw new IOException("--users-file: cannot read " + file + ": " + e, e);
        }
    }

    private Map<String, User> read() throws IOException {
        var found = new HashMap<String, User>();
        try (Stream<String> lines = Files.lines(file)) {
            int number = 0;
            for (String line : (Iterable<String>) lines::iterator) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    User user = user(line, number);
                    if (found.put(user.name(), user) != null) {
                        throw new IOException(
                                "--users-file: %s:%d: %s stands twice".formatted(file, number, user.name()));
                    }
                }
            }
            return Map.copyOf(found);
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().startsWith("--users-file")
                    ? e
                    : new IOException("--users-file: cannot read " + file + ": " + e, e);
        }
    }

    private User user(String line, int number) throws IOException {
        String[] parts = line.strip().split(":", 3);
        try {
            if (parts.length != 3 || !parts[0].matches("[a-z][a-z0-9_.-]{0,31}")) {
                throw new IllegalArgumentException("not of the form name:role:hash");
            }
            if (!parts[1].equals(parts[1].toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the role is neither viewer nor operator");
            }
            return new User(parts[0], Role.valueOf(parts[1].toUpperCase(Locale.ROOT)), PasswordHash.parse(parts[2]));
        } catch (IllegalArgumentException e) {
            String what =
                    e.getMessage().startsWith("No enum") ? "the role is neither viewer nor operator" : e.getMessage();
            throw new IOException("--users-file: %s:%d: %s".formatted(file, number, what), e);
        }
    }
}
