package klt.worker.produce.registry;

/**
 * A schema in a registry.
 *
 * @param id the number that identifies the schema in each value
 */
public record RegisteredSchema(int id, SchemaText schema) {}
