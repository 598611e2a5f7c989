package klt.worker.produce.payload.jsonschema;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;

/** Validates values by the drafts 7 and 2020-12, or by the one that the schema names, with its formats. */
final class JsonValidator {

    private final List<Schema> schemas;

    JsonValidator(String schema) {
        schemas = Stream.of(SpecificationVersion.DRAFT_7, SpecificationVersion.DRAFT_2020_12)
                .map(draft -> SchemaRegistry.withDefaultDialect(draft).getSchema(schema, InputFormat.JSON))
                .toList();
    }

    /** The errors of a value. */
    List<String> errors(String value) {
        return schemas.stream()
                .flatMap(schema -> schema
                        .validate(
                                value,
                                InputFormat.JSON,
                                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                        .stream())
                .map(String::valueOf)
                .toList();
    }
}
