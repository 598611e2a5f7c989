package klt.cli.api;

import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads the controller's documents. Reads the controller's documents. Ignores fields that a newer controller adds, also in a run's spec,
 * which is only displayed.
 */
public final class DocumentReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new SimpleModule().addDeserializer(RunSpec.class, new LenientSpec()))
            .build();

    private static final class LenientSpec extends ValueDeserializer<RunSpec> {
        @Override
        public RunSpec deserialize(JsonParser parser, DeserializationContext context) {
            return SpecReader.readLeniently(context.readTree(parser));
        }
    }

    private DocumentReader() {}

    /** @throws JacksonException if the text is not such a document */
    public static <T> T read(String json, Class<T> type) {
        return JSON.readValue(json, type);
    }
}
