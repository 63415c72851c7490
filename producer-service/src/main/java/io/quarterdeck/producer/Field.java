package io.quarterdeck.producer;

import java.util.Locale;

/** What a column can hold; {@code --columns} and messages write it in lower case. */
enum Field {
    SYMBOL,
    OPEN_TIME,
    OPEN,
    HIGH,
    LOW,
    CLOSE,
    VOLUME;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
