package io.quarterdeck.infra;

import java.util.Locale;

/** The roles that services and people connect as; what each may do stands in the migrations. */
enum Role {
    DATA_STORAGE,
    STREAM_STORAGE,
    BATCH,
    DASHBOARD,
    ML_READER;

    /** The role's name in PostgreSQL: {@code data_storage}. */
    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }
}
