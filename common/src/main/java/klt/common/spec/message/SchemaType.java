package klt.common.spec.message;

/** Types of schemas in a registry. */
public enum SchemaType {
    AVRO("AVRO", Payload.Format.AVRO),
    PROTOBUF("PROTOBUF", Payload.Format.PROTOBUF),
    JSON("JSON", Payload.Format.JSON_SCHEMA);

    private final String registered;
    private final Payload.Format format;

    SchemaType(String registered, Payload.Format format) {
        this.registered = registered;
        this.format = format;
    }

    /** Returns the {@code schemaType} in the registry's API. */
    public String registered() {
        return registered;
    }

    /** Returns the format of values with a schema of this type. */
    public Payload.Format format() {
        return format;
    }
}
