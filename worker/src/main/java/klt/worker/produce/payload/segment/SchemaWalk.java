package klt.worker.produce.payload.segment;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import klt.common.spec.message.MessageLimits;
import klt.worker.core.PayloadException;

/**
 * A compiler's traversal of a schema's parts, with limits. Each use of a named type is compiled separately. Recursion into a type that
 * contains itself ends after a few levels.
 */
public final class SchemaWalk {

    /** Maximum nesting depth of a type that contains itself, including the outermost level. */
    public static final int LEVELS_MAX = 3;

    /** Maximum number of items in a variable-size array, or entries in such a map; each number from 0 to the maximum is equally likely. */
    public static final int ITEMS_MAX = 4;

    /** Maximum number of parts in a schema, counting each use of a named type. The largest schemas in use have a few thousand fields. */
    public static final int PARTS_MAX = 10_000;

    /** Maximum nesting depth of parts, because the writer recurses into each level. */
    public static final int DEPTH_MAX = 100;

    /** for each type, the number of its levels that the current part is nested in */
    private final Map<String, Integer> levels = new HashMap<>();

    private int parts;
    private int depth;

    /**
     * Compiles a part.
     *
     * @param place the part's location in its schema
     * @param node compiles the part; returns empty if a type is nested within itself too deeply
     * @throws PayloadException if a limit is exceeded
     */
    public Optional<ValueNode> part(String place, Supplier<Optional<ValueNode>> node) {
        parts++;
        depth++;
        if (parts > PARTS_MAX || depth > DEPTH_MAX) {
            throw tooLarge(place);
        }
        Optional<ValueNode> compiled = node.get();
        depth--;
        compiled.filter(part -> part.bytesMax() > MessageLimits.VALUE_BYTES_MAX).ifPresent(part -> {
            throw new PayloadException(String.format(
                    Locale.ROOT,
                    "%s can be up to %,d bytes long; the maximum is %,d",
                    place,
                    part.bytesMax(),
                    MessageLimits.VALUE_BYTES_MAX));
        });
        return compiled;
    }

    /** Returns the error for a schema that exceeds these limits. */
    public static PayloadException tooLarge(String place) {
        return new PayloadException(String.format(
                Locale.ROOT,
                "%s: the schema has more than %,d parts, or more than %,d nested levels; use a smaller one",
                place,
                PARTS_MAX,
                DEPTH_MAX));
    }

    /**
     * Compiles a named type.
     *
     * @return empty if the type is nested within itself too deeply
     */
    public Optional<ValueNode> type(String name, Supplier<Optional<ValueNode>> node) {
        return types(Set.of(name), node);
    }

    /**
     * Compiles a part whose type has several names.
     *
     * @return empty if any of them is nested within itself too deeply
     */
    public Optional<ValueNode> types(Set<String> names, Supplier<Optional<ValueNode>> node) {
        boolean ends = false;
        for (String name : names) {
            ends |= levels.merge(name, 1, Integer::sum) > LEVELS_MAX;
        }
        Optional<ValueNode> compiled = ends ? Optional.empty() : node.get();
        names.forEach(name -> levels.merge(name, -1, Integer::sum));
        return compiled;
    }
}
