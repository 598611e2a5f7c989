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
 * The way of a compiler through the parts of one schema, with the limits on them. Each use of a named type is compiled by itself. A type
 * that contains itself ends after a few levels.
 */
public final class SchemaWalk {

    /** Levels of a type that contains itself, with the outermost. */
    public static final int LEVELS_MAX = 3;

    /** Items of an array, or entries of a map, of no certain size. Each number from 0 on is equally likely. */
    public static final int ITEMS_MAX = 4;

    /** Parts of a schema, with each use of a named type counted. The largest schemas in use have some thousand fields. */
    public static final int PARTS_MAX = 10_000;

    /** Parts within each other; the writer calls itself for each. */
    public static final int DEPTH_MAX = 100;

    /** how often each type contains the part that is being compiled */
    private final Map<String, Integer> levels = new HashMap<>();

    private int parts;
    private int depth;

    /**
     * Compiles a part.
     *
     * @param place of the part in its schema
     * @param node empty if the part contains a type too often
     * @throws PayloadException beyond a limit
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
                    "%s has up to %,d bytes; the maximum is %,d",
                    place,
                    part.bytesMax(),
                    MessageLimits.VALUE_BYTES_MAX));
        });
        return compiled;
    }

    /** The problem of a schema with more parts than are allowed. */
    public static PayloadException tooLarge(String place) {
        return new PayloadException(String.format(
                Locale.ROOT,
                "%s: the schema has more than %,d parts, or more than %,d within each other; use a smaller one",
                place,
                PARTS_MAX,
                DEPTH_MAX));
    }

    /**
     * Compiles a named type.
     *
     * @return empty if it is within itself too often
     */
    public Optional<ValueNode> type(String name, Supplier<Optional<ValueNode>> node) {
        return types(Set.of(name), node);
    }

    /**
     * Compiles what has several names.
     *
     * @return empty if any of them is within itself too often
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
