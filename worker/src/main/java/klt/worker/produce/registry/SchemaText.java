package klt.worker.produce.registry;

import java.util.List;

/**
 * The source of a schema, and of the schemas that it refers to.
 *
 * @param name name of the schema, for messages to users
 * @param references the schemas that it refers to, directly or indirectly; each comes after the schemas that it refers to itself
 */
public record SchemaText(String name, String text, List<Reference> references) {

    /**
     * A schema from another subject.
     *
     * @param name the name that other schemas use to refer to it; for Protobuf, the path in an import
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
