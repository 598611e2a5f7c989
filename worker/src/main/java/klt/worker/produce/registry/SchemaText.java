package klt.worker.produce.registry;

import java.util.List;

/**
 * The source of a schema, and of the schemas to which it refers.
 *
 * @param name name of the schema, for messages to users
 * @param references the schemas to which it refers, directly or indirectly; each comes after the schemas to which it refers itself
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

    /** Creates a schema that refers to no other schemas. */
    public static SchemaText alone(String name, String text) {
        return new SchemaText(name, text, List.of());
    }
}
