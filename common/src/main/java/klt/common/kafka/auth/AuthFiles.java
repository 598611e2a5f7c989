package klt.common.kafka.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import klt.common.settings.ConfigurationException;

/**
 * The files of a preset: the keys of one or more mounted secrets.
 *
 * @param scope the cluster that the files are for
 * @param folder the folder that contains the files, for messages; empty if none is configured
 * @param names all files of the folder, relative to it, such as {@code ca.crt} or {@code user/user.crt}
 * @param contents the contents of those files whose names have a meaning
 */
record AuthFiles(AuthScope scope, String folder, Set<String> names, Map<String, byte[]> contents) {

    static final String USER_CERTIFICATE = "user.crt";
    static final String USER_KEY = "user.key";
    static final String USER_STORE = "user.p12";
    static final String USER_STORE_PASSWORD = "user.password";
    static final String TLS_CERTIFICATE = "tls.crt";
    static final String TLS_KEY = "tls.key";
    static final String CA_CERTIFICATE = "ca.crt";
    static final String CA_STORE = "ca.p12";
    static final String CA_STORE_PASSWORD = "ca.password";
    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String JAAS = "sasl.jaas.config";
    static final String CLIENT_ID = "client-id";
    static final String CLIENT_SECRET = "client-secret";
    static final String TOKEN = "token";

    /** The names that have a meaning. Other files are not read. */
    static final Set<String> KNOWN = Set.of(
            USER_CERTIFICATE,
            USER_KEY,
            USER_STORE,
            USER_STORE_PASSWORD,
            TLS_CERTIFICATE,
            TLS_KEY,
            CA_CERTIFICATE,
            CA_STORE,
            CA_STORE_PASSWORD,
            USERNAME,
            PASSWORD,
            JAAS,
            CLIENT_ID,
            CLIENT_SECRET,
            TOKEN);

    private static final int LISTED_MAX = 15;

    AuthFiles {
        names = Set.copyOf(names);
        contents = Map.copyOf(contents);
    }

    /** Returns the last part of a name. */
    static String simple(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** Returns the names of all files with this simple name, sorted. */
    List<String> all(String simple) {
        return contents.keySet().stream()
                .filter(name -> simple(name).equals(simple))
                .sorted()
                .toList();
    }

    /**
     * Returns the files with certificates of authorities. A user's secret also contains the certificate of the authority that issued the
     * user's own certificate, so secrets without a user take precedence.
     */
    List<String> authorities(String simple) {
        List<String> all = all(simple);
        List<String> alone = all.stream().filter(name -> !isBesideUser(name)).toList();
        return alone.isEmpty() ? all : alone;
    }

    private boolean isBesideUser(String name) {
        return contents.containsKey(parent(name) + USER_CERTIFICATE) || contents.containsKey(parent(name) + USER_STORE);
    }

    /** @throws ConfigurationException if several folders contain the file */
    Optional<String> find(String simple) {
        List<String> all = all(simple);
        if (all.size() > 1) {
            throw mistake(
                    "contains several files named " + simple + ": " + String.join(", ", all) + "; keep one of them");
        }
        return all.stream().findFirst();
    }

    /** Returns whether the files with a meaning are the same, byte by byte. */
    boolean hasContentsOf(AuthFiles other) {
        return contents.keySet().equals(other.contents.keySet())
                && contents.keySet().stream().allMatch(name -> Arrays.equals(bytes(name), other.bytes(name)));
    }

    byte[] bytes(String name) {
        return Optional.ofNullable(contents.get(name)).orElseThrow();
    }

    /**
     * Returns a file's text without the line break at its end.
     *
     * @throws ConfigurationException if the file is empty
     */
    Optional<String> text(String simple) {
        return find(simple).map(name -> {
            String text = new String(bytes(name), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
            if (text.isBlank()) {
                throw mistake("contains an empty file " + name + "; correct the secret");
            }
            return text;
        });
    }

    /** Returns the error for missing files. */
    ConfigurationException missing(AuthPreset preset, String needed) {
        String needs = preset.text() + " needs " + needed;
        if (folder.isEmpty()) {
            return new ConfigurationException(
                    scope.preset(), needs + "; set " + scope.folder() + " to the folder that contains them");
        }
        return new ConfigurationException(
                scope.preset(), needs + " in " + scope.folder() + " " + folder + ", which contains " + listed());
    }

    private String listed() {
        if (names.isEmpty()) {
            return "no files; mount the secrets there";
        }
        return new TreeSet<>(names).stream().limit(LISTED_MAX).collect(Collectors.joining(", "))
                + (names.size() > LISTED_MAX ? " and " + (names.size() - LISTED_MAX) + " other files" : "");
    }

    /** Returns an error about the files. */
    ConfigurationException mistake(String problem) {
        return new ConfigurationException(scope.folder(), folder + " " + problem);
    }

    /** Shows no contents. */
    @Override
    public String toString() {
        return "AuthFiles[" + folder + "]" + new TreeSet<>(names);
    }
}
