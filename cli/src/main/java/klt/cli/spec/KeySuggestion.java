package klt.cli.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.spec.FieldError;
import klt.common.spec.SpecSchema;

/** Suggests a key of the spec in place of one that does not exist. */
public final class KeySuggestion {

    /** Maximum number of characters that may differ. */
    private static final int DISTANCE_MAX = 3;

    private static final List<String> KEYS =
            SpecSchema.current().keys().stream().map(SpecSchema.Key::path).toList();

    private static final List<String> SECTIONS = KEYS.stream()
            .filter(key -> key.contains("."))
            .map(key -> key.substring(0, key.indexOf('.')))
            .distinct()
            .toList();

    private KeySuggestion() {}

    /** The error, with a suggestion if its field is not a key of the spec and one is similar. */
    public static FieldError added(FieldError error) {
        return nearest(error.field())
                .map(key -> new FieldError(error.field(), error.message() + "; did you mean " + key + "?"))
                .orElse(error);
    }

    /** Empty for a key of the spec, and for a text that resembles none. */
    static Optional<String> nearest(String field) {
        String path = field.replaceFirst("\\[.*", "");
        if (path.isEmpty() || KEYS.contains(path) || SECTIONS.contains(path)) {
            return Optional.empty();
        }
        // of two equal ones the first
        return Stream.concat(KEYS.stream(), SECTIONS.stream())
                .filter(key ->
                        distance(path, key) <= Math.min(DISTANCE_MAX, name(path).length() / 2))
                .min(Comparator.comparingInt(key -> distance(path, key)));
    }

    /** A name in the wrong section counts as much as one wrong character. */
    private static int distance(String path, String key) {
        return Math.min(edits(path, key), edits(name(path), name(key)) + 1);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The number of characters to insert, remove or replace (Levenshtein), ignoring case; one if the text is a prefix of the key. */
    private static int edits(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String to = b.toLowerCase(Locale.ROOT);
        if (from.length() >= DISTANCE_MAX && to.length() > from.length() && to.startsWith(from)) {
            return 1;
        }
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
