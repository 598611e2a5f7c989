package klt.worker.produce.registry;

/**
 * A registered schema.
 *
 * @param id the number that identifies the schema in each value
 */
public record RegisteredSchema(int id, SchemaText schema) {}
