package klt.common.spec.client;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.text.JsonScalar;

/** Parses a cluster's bootstrap servers as users write them: {@code host:port[,host:port…]}. */
public final class BootstrapServers {

    /** Maximum length in a spec. */
    public static final int LENGTH_MAX = 1_000;

    /** The accepted form, for messages to users. */
    public static final String FORM = "host:port[,host:port…]";

    /** Host names, IPv4 addresses, and IPv6 addresses in brackets. */
    private static final Pattern SERVER = Pattern.compile("(?:[a-zA-Z0-9._-]+|\\[[0-9a-fA-F:.%]+]):([0-9]{1,5})");

    private static final int PORT_MAX = 65_535;

    private BootstrapServers() {}

    /** Returns the servers, in order. */
    public static List<String> of(String text) {
        return List.of(text.split(",", -1));
    }

    /** Returns the error in the string, if any. */
    public static Optional<String> mistake(String text) {
        return of(text).stream().allMatch(BootstrapServers::isServer)
                ? Optional.empty()
                : Optional.of("takes " + FORM + ", not '" + JsonScalar.shown(text) + "'");
    }

    private static boolean isServer(String server) {
        Matcher form = SERVER.matcher(server);
        return form.matches() && Integer.parseInt(form.group(1)) >= 1 && Integer.parseInt(form.group(1)) <= PORT_MAX;
    }
}
