package klt.worker.produce.registry;

import java.util.List;

/**
 * The source of a schema, and of the schemas that it refers to.
 *
 * @param name the schema's name, for messages to users
 * @param references the schemas that it refers to, directly or indirectly, each after those it refers to itself
 */
public record SchemaText(String name, String text, List<Reference> references) {

    /**
     * A schema from another subject.
     *
     * @param name the name by which other schemas refer to it; for Protobuf, the path in an import
     */
    public record Reference(String name, String text) {}

    public SchemaText {
        references = List.copyOf(references);
    }

    /** Creates a schema that does not refer to any others. */
    public static SchemaText alone(String name, String text) {
        return new SchemaText(name, text, List.of());
    }
}
