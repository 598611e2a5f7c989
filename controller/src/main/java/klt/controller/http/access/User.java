package klt.controller.http.access;

import java.util.regex.Pattern;

/**
 * The user who sent a request.
 *
 * @param name appears in the log, so it must match {@link #NAME}
 */
public record User(String name, Role role) {

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,128}");

    static final User ANONYMOUS = new User("anonymous", Role.OPERATE);

    public User {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a user name");
        }
    }
}
