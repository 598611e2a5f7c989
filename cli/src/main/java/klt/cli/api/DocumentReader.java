package klt.cli.api;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import klt.common.report.RunDocument;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads the controller's documents. Ignores fields added by newer controllers, including those in a run's spec, which is only displayed.
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

    /** @throws JacksonException if the text is not a document of this type */
    public static <T> T read(String json, Class<T> type) {
        return JSON.readValue(json, type);
    }

    /** @throws JacksonException if the text is not a run's complete report with finite numbers */
    public static RunDocument readReport(String json) {
        RunDocument report = read(json, RunDocument.class);
        if (!isComplete(report)) {
            throw DatabindException.from((JsonParser) null, "part of the report is missing");
        }
        return report;
    }

    /**
     * Returns whether no field is missing. Fields that earlier versions did not write have been filled in by now; Jackson leaves any other
     * missing field null.
     */
    private static boolean isComplete(@Nullable Object part) {
        return switch (part) {
            case null -> false;
            case Double number -> Double.isFinite(number);
            case Optional<?> some -> some.isEmpty() || isComplete(some.get());
            case List<?> all -> all.stream().allMatch(DocumentReader::isComplete);
            case RunSpec readLeniently -> true;
            case Record parts ->
                Arrays.stream(parts.getClass().getRecordComponents())
                        .allMatch(component -> isComplete(value(component, parts)));
            default -> true;
        };
    }

    private static @Nullable Object value(RecordComponent component, Record parts) {
        try {
            return component.getAccessor().invoke(parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }
}
