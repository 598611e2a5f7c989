package klt.cli.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.spec.SpecSchema;
import klt.common.spec.input.FieldError;
import klt.common.text.EditDistance;

/** Suggests an existing spec key in place of an unknown one. */
public final class KeySuggestion {

    private static final List<String> KEYS =
            SpecSchema.current().keys().stream().map(SpecSchema.Key::path).toList();

    private static final List<String> SECTIONS = KEYS.stream()
            .filter(key -> key.contains("."))
            .map(key -> key.substring(0, key.indexOf('.')))
            .distinct()
            .toList();

    private KeySuggestion() {}

    /** Returns the error, with a suggestion if its field is not a spec key but resembles one. */
    public static FieldError added(FieldError error) {
        return nearest(error.field())
                .map(key -> new FieldError(error.field(), error.message() + "; did you mean " + key + "?"))
                .orElse(error);
    }

    /** Returns the most similar key, or empty for an existing key or a string that resembles none. */
    static Optional<String> nearest(String field) {
        String path = field.replaceFirst("\\[.*", "");
        if (path.isEmpty() || KEYS.contains(path) || SECTIONS.contains(path)) {
            return Optional.empty();
        }
        // the first key if several are equally similar
        return Stream.concat(KEYS.stream(), SECTIONS.stream())
                .filter(key -> distance(path, key)
                        <= Math.min(EditDistance.SIMILAR_MAX, name(path).length() / 2))
                .min(Comparator.comparingInt(key -> distance(path, key)));
    }

    /** Returns the distance between two paths. A wrong section counts as much as one wrong character. */
    private static int distance(String path, String key) {
        return Math.min(EditDistance.of(path, key), EditDistance.of(name(path), name(key)) + 1);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
