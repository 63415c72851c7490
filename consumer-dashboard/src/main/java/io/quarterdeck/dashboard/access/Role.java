package io.quarterdeck.dashboard.access;

import java.util.Locale;

/** What a user may: a viewer sees everything, an operator can also ask for runs. */
public enum Role {
    VIEWER,
    OPERATOR;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Such as {@code viewer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
