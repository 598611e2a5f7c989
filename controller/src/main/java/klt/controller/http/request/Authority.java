package klt.controller.http.request;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host name or IP address with an optional port, as in the Host header and in an origin.
 *
 * @param name lower case, without the brackets of an IPv6 address and without the final dot of a name
 */
public record Authority(String name, Optional<Integer> port) {

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([A-Za-z0-9_.-]{1,253}))(?::([0-9]{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    /** Returns empty if the text is not an authority. */
    public static Optional<Authority> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
        String lower = name.toLowerCase(Locale.ROOT);
        return Optional.of(new Authority(
                lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower,
                Optional.ofNullable(matcher.group(3)).map(Integer::valueOf)));
    }

    /** Returns whether this is an IPv4 or IPv6 address. */
    public boolean isAddress() {
        return name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
    }
}
