package klt.common.text;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name that users choose, for example for a tag or a baseline: letters, digits, '.', '_' and '-'. The names "." and ".." are invalid
 * because they have a special meaning in the path of a URL.
 */
public final class ShortName {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]+");

    private ShortName() {}

    /** What a name must be, for messages to users. */
    public static String form(int lengthMax) {
        return "1 to " + lengthMax + " letters, digits, '.', '_' or '-'";
    }

    public static boolean isValid(String name, int lengthMax) {
        return name.length() <= lengthMax && FORM.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /** The error in a name, if any. */
    public static Optional<String> mistake(String name, int lengthMax) {
        return isValid(name, lengthMax)
                ? Optional.empty()
                : Optional.of("takes " + form(lengthMax) + ", not '" + JsonScalar.shown(name) + "'");
    }
}
