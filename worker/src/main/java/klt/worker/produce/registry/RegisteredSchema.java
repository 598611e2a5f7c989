package klt.worker.produce.registry;

/**
 * A schema in a registry.
 *
 * @param version within the subject
 * @param id by which consumers find it
 */
public record RegisteredSchema(String subject, int version, int id, String text) {

    /** For people. */
    public String name() {
        return "the schema of subject " + subject + ", version " + version + ",";
    }
}
