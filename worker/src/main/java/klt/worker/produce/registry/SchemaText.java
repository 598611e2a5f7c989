package klt.worker.produce.registry;

import java.util.List;

/**
 * The source of a schema and of those to which it refers.
 *
 * @param name of the schema in messages
 * @param references the schemas to which it refers; each comes after those to which it refers itself
 */
public record SchemaText(String name, String text, List<Reference> references) {

    /**
     * A schema from another subject.
     *
     * @param name the name by which the others refer to it; for Protobuf, the path of an import
     */
    public record Reference(String name, String text) {}

    public SchemaText {
        references = List.copyOf(references);
    }

    /** A schema that refers to no others. */
    public static SchemaText alone(String name, String text) {
        return new SchemaText(name, text, List.of());
    }
}
