package io.quarterdeck.infra.secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The list of all secrets: one folder for each who reads some, which in a container is the folder {@code /secrets}.
 *
 * <p>The authority's folder, the passwords of bootstrap's and the dashboard's users are the truth; a certificate is good as
 * long as the authority says so; every other file follows from these. So {@link #make} brings everything in order, whenever it was killed before
 * and whatever was lost of the other folders, and changes nothing that is in order.
 */
final class SecretFolders {

    /** Truth that no container reads as it is. */
    static final String SPARK_SECRET = "authority/spark.secret";

    private static final String LOCK = "authority/.lock";
    private static final String AUTHORITY_KEYS = "authority/ca.key";
    private static final String AUTHORITY_CERTIFICATE = "authority/ca.crt";
    private static final String OWNER = "bootstrap/owner.password";

    /** The owner's next password; bootstrap makes it the current one. */
    private static final String OWNER_NEXT = OWNER + ".next";

    /** Signs certificates of custody: never replaced, for what it has signed stays. */
    private static final String CERTIFICATE_KEY = "authority/certificate.key";

    /** Truth, too: what it holds of a password is all that there is of it. */
    private static final String DASHBOARD_USERS = "dashboard/" + DashboardUsers.FILE;

    /** The files in which a role's password of PostgreSQL is read. */
    private static final Map<String, List<String>> FILES_OF_ROLE = Map.of(
            "data_storage", List.of("data-storage/postgres.password"),
            "stream_storage", List.of("stream-storage/postgres.password"),
            "batch", List.of("batch/postgres.password"),
            "dashboard", List.of("dashboard/postgres.password", "clients/dashboard.password"),
            "trading_bot", List.of("trading-bot/postgres.password"),
            "ml_reader", List.of("clients/ml_reader.password"));

    /** The file in which a SCRAM user of Kafka reads its settings. */
    private static final Map<String, String> FILE_OF_USER = Map.of(
            "producer", "producer/kafka.properties",
            "data_storage", "data-storage/kafka.properties",
            "stream_storage", "stream-storage/kafka.properties",
            "batch", "batch/kafka.properties",
            "dashboard", "dashboard/kafka.properties",
            "trading_bot", "trading-bot/kafka.properties");

    private static final List<String> TRUST_THE_AUTHORITY = List.of(
            "kafka",
            "postgres",
            "bootstrap",
            "producer",
            "data-storage",
            "stream-storage",
            "batch",
            "dashboard",
            "trading-bot",
            "spark",
            "clients");

    private final SecretFiles files;
    private final Clock clock;

    /**
     * @param root holds the folders, which are made if they are missing
     * @param written is told the name of each file that was written, never what is in it
     */
    SecretFolders(Path root, Clock clock, Consumer<String> written) {
        this.files = new SecretFiles(root, written);
        this.clock = clock;
    }

    /** Where the truth about a role's password lies. */
    static String role(String role) {
        return "bootstrap/roles/" + role + ".password";
    }

    /** Where the truth about the password of a user of Kafka lies. */
    static String user(String user) {
        return "bootstrap/users/" + user + ".password";
    }

    /**
     * Makes what is absent, renews certificates that end within 30 days, and brings everything that follows from these up
     * to date.
     *
     * @throws IOException when a file can be neither read nor written, or is there but damaged, naming it
     */
    void make() throws IOException {
        files.exclusively(LOCK, () -> {
            bringInOrder();
            return null;
        });
    }

    /**
     * Replaces the passwords and certificates that the rotation names, and what follows from them.
     *
     * @return whether bootstrap still has to take over an owner's password from before, so that this one stays
     */
    boolean rotate(Rotation rotation) throws IOException {
        return files.exclusively(LOCK, () -> {
            for (String password : rotation.passwords()) {
                files.put(password, newPassword());
            }
            // Bootstrap may have given the database the pending one already: a third would lock us out.
            boolean pending = files.text(OWNER_NEXT).isPresent();
            if (rotation.covers(Rotation.OWNER) && !pending) {
                files.put(OWNER_NEXT, newPassword());
            }
            if (rotation.covers(Rotation.CERTIFICATES)) {
                certificates(authority(), (identity, found) -> false);
            }
            bringInOrder();
            return rotation.covers(Rotation.OWNER) && pending;
        });
    }

    /** The text that a person asks for: a password of a role that people use, or the authority's certificate. */
    Optional<String> clientsFile(String name) throws IOException {
        return files.text("clients/" + name);
    }

    /**
     * Gives a user of the dashboard a new password, of which only a hash is kept.
     *
     * @throws IOException when there is no such user, or the files can be neither read nor written
     */
    String dashboardPassword(String name) throws IOException {
        return files.exclusively(LOCK, () -> {
            String password = DashboardUsers.newPassword();
            files.put(DASHBOARD_USERS, DashboardUsers.with(dashboardUsers(), name, password));
            return password;
        });
    }

    /** Without a password nobody can log in: one is made when somebody asks for it, so that no log holds it. */
    private String dashboardUsers() throws IOException {
        return files.text(DASHBOARD_USERS).filter(text -> !text.isBlank()).orElse(DashboardUsers.NOBODY);
    }

    private void bringInOrder() throws IOException {
        files.sweep();
        Authority authority = authority();
        certificates(authority, authority::hasIssued);
        for (String reader : TRUST_THE_AUTHORITY) {
            files.put(reader + "/ca.crt", authority.certificate());
        }

        files.put("postgres/owner.password", password(OWNER)); // read once, when the database is made
        files.put("bootstrap/kafka.properties", ClientSettings.kafkaWithCertificate());
        for (var role : FILES_OF_ROLE.entrySet()) {
            String password = password(role(role.getKey()));
            for (String file : role.getValue()) {
                files.put(file, password);
            }
        }
        for (var user : FILE_OF_USER.entrySet()) {
            String password = password(user(user.getKey())).strip();
            files.put(user.getValue(), ClientSettings.kafkaWithPassword(user.getKey(), password));
        }
        String spark = ClientSettings.spark(password(SPARK_SECRET).strip());
        files.put("spark/spark.conf", spark);
        files.put("batch/spark.conf", spark);
        String pair = files.text(CERTIFICATE_KEY).orElseGet(CertificateKey::newPair);
        String publicHalf = CertificateKey.publicHalf(files.path(CERTIFICATE_KEY), pair);
        files.put(CERTIFICATE_KEY, pair);
        files.put("batch/certificate.key", pair);
        files.put("dashboard/certificate.pub", publicHalf);
        files.put(DASHBOARD_USERS, dashboardUsers());
        files.put("clients/certificate.pub", publicHalf);
    }

    private Authority authority() throws IOException {
        if (files.text(AUTHORITY_KEYS).isEmpty()) {
            files.put(AUTHORITY_KEYS, Authority.newKeys());
        }
        try {
            var authority =
                    Authority.of(files.text(AUTHORITY_KEYS).orElseThrow(), files.text(AUTHORITY_CERTIFICATE), clock);
            files.put(AUTHORITY_CERTIFICATE, authority.certificate());
            return authority;
        } catch (Authority.BadKeys e) {
            throw new IOException(
                    files.path(AUTHORITY_KEYS) + " is damaged; remove it to have a new authority and new certificates",
                    e);
        }
    }

    private interface Check {
        boolean isGood(Identity identity, String keyAndCertificate);
    }

    private void certificates(Authority authority, Check check) throws IOException {
        inOneFile(authority, check, Identity.KAFKA, "kafka/kafka.pem");
        inOneFile(authority, check, Identity.BOOTSTRAP, "bootstrap/kafka.pem");
        inTwoFiles(authority, check, Identity.POSTGRES, "postgres/server");
        inTwoFiles(authority, check, Identity.DASHBOARD, "dashboard/server");
    }

    /** @param name of the files, without {@code .key} and {@code .crt} */
    private void inTwoFiles(Authority authority, Check check, Identity identity, String name) throws IOException {
        String key = name + ".key";
        String certificate = name + ".crt";
        if (!check.isGood(identity, textOrNone(key) + textOrNone(certificate))) {
            var issued = authority.issue(identity);
            files.put(key, issued.key());
            files.put(certificate, issued.certificate());
        }
    }

    private void inOneFile(Authority authority, Check check, Identity identity, String file) throws IOException {
        if (!check.isGood(identity, textOrNone(file))) {
            var issued = authority.issue(identity);
            files.put(file, issued.key() + issued.certificate());
        }
    }

    private String textOrNone(String file) throws IOException {
        return files.text(file).orElse("");
    }

    /** The text of a file of the truth, made first if it is absent. */
    private String password(String file) throws IOException {
        Optional<String> found = files.text(file);
        String password = found.isPresent() ? found.get() : newPassword();
        if (password.isBlank()) {
            throw new IOException(files.path(file) + " is empty; remove it to have a password generated");
        }
        files.put(file, password);
        return password;
    }

    private static String newPassword() {
        return Secrets.generate() + "\n";
    }
}
