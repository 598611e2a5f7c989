package klt.controller.http.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a user may do. */
public enum Role {
    /** read everything */
    VIEW,
    /** also start, change and stop runs, and scale the fleet */
    OPERATE;

    /** Returns the role's name in settings and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String word) {
        return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
