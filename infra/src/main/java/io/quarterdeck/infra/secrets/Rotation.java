package io.quarterdeck.infra.secrets;

import java.util.List;
import java.util.Locale;

/** What can be replaced on its own, and the files that are then made anew; all others follow from those. */
enum Rotation {
    PRODUCER(SecretFolders.user("producer")),
    DATA_STORAGE(SecretFolders.role("data_storage"), SecretFolders.user("data_storage")),
    STREAM_STORAGE(SecretFolders.role("stream_storage"), SecretFolders.user("stream_storage")),
    BATCH(SecretFolders.role("batch"), SecretFolders.user("batch")),
    ML_READER(SecretFolders.role("ml_reader")) {
        @Override
        public String toString() {
            return "ml_reader"; // a person's role, written as in PostgreSQL
        }
    },
    DASHBOARD(SecretFolders.role("dashboard"), SecretFolders.user("dashboard")),
    TRADING_BOT(SecretFolders.role("trading_bot"), SecretFolders.user("trading_bot")),
    SPARK(SecretFolders.SPARK_SECRET),
    OWNER(),
    CERTIFICATES(),
    ALL();

    private final List<String> passwords;

    Rotation(String... passwords) {
        this.passwords = List.of(passwords);
    }

    List<String> passwords() {
        return this == ALL
                ? List.of(values()).stream()
                        .filter(one -> one != ALL)
                        .flatMap(one -> one.passwords.stream())
                        .toList()
                : passwords;
    }

    boolean covers(Rotation part) {
        return this == part || this == ALL;
    }

    /** As it is written on the command line: {@code data-storage}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
