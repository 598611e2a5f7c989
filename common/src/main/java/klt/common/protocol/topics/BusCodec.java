package klt.common.protocol.topics;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;
import klt.common.text.OneLine;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON form of one family of records: {@code {"v":8,"type":"…","term":…,"writer":"…","wseq":…, …the record's fields}}.
 *
 * <p>Records are untrusted until decoded. An undecodable record results in a {@link Decoded.Bad}, never in an exception.
 *
 * @param <T> a sealed interface of records
 */
public final class BusCodec<T> implements RecordCodec<T> {

    public static final BusCodec<ControlRecord> CONTROL = new BusCodec<>(Map.of(
            "claim", ControlRecord.Claim.class,
            "tick", ControlRecord.Tick.class,
            "run", ControlRecord.DesiredRun.class));

    public static final BusCodec<StatusRecord> STATUS = new BusCodec<>(Map.of(
            "heartbeat", StatusRecord.Heartbeat.class,
            "interval", StatusRecord.Interval.class,
            "bye", StatusRecord.Bye.class,
            "evidence", SendLedgerReport.class,
            "audited", PartitionAuditReport.class,
            "contested", ContestedRangeReport.class,
            "consumed", Consumed.class,
            "positions", GroupPositions.class,
            "refused", ReportRefused.class));

    private static final int VERSION = 8;
    private static final int NESTING_MAX = 20;
    private static final int DETAIL_LENGTH_MAX = 300;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxStringLength(BusTopics.RECORD_BYTES_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // do not serialize a record's derived properties, such as isOver()
            .changeDefaultVisibility(visible -> visible.withIsGetterVisibility(Visibility.NONE))
            // otherwise Jackson would read a blank string as an absent optional number
            .withCoercionConfigDefaults(config -> config.setAcceptBlankAsEmpty(false))
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .addModule(new SimpleModule().addDeserializer(Instant.class, new StrictInstant()))
            .build();

    private final Map<String, Class<? extends T>> classes;
    private final Map<Class<? extends T>, String> types;

    private BusCodec(Map<String, Class<? extends T>> classes) {
        this.classes = classes;
        this.types = classes.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
    }

    /** Returns a record's type, as in its JSON form. */
    public String typeOf(T body) {
        return Optional.ofNullable(types.get(body.getClass())).orElseThrow();
    }

    @Override
    public byte[] encode(Envelope<? extends T> envelope) {
        T body = envelope.body();
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("type", typeOf(body));
        json.put("term", envelope.term());
        json.put("writer", envelope.writer());
        json.put("wseq", envelope.number());
        json.setAll((ObjectNode) JSON.valueToTree(body));
        return JSON.writeValueAsBytes(json);
    }

    @Override
    public Decoded<T> decode(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return new Decoded.Bad<>(Decoded.Kind.EMPTY, "no value");
        }
        if (bytes.length > BusTopics.RECORD_BYTES_MAX) {
            return new Decoded.Bad<>(Decoded.Kind.OVERSIZED, bytes.length + " bytes");
        }
        JsonNode json;
        try {
            json = JSON.readTree(bytes);
        } catch (JacksonException e) {
            return bad(Decoded.Kind.NOT_JSON, e);
        }
        if (!json.path("v").isInt() || json.path("v").intValue() != VERSION) {
            return new Decoded.Bad<>(Decoded.Kind.UNKNOWN_VERSION, shortened("v = " + json.path("v")));
        }
        Class<? extends T> type = classes.get(json.path("type").stringValue(""));
        if (type == null) {
            return new Decoded.Bad<>(Decoded.Kind.UNKNOWN_TYPE, shortened("type = " + json.path("type")));
        }
        if (!json.path("term").isIntegralNumber()
                || !json.path("writer").isString()
                || !json.path("wseq").isIntegralNumber()) {
            return new Decoded.Bad<>(Decoded.Kind.WRONG_SHAPE, "term, writer or wseq is missing or wrong");
        }
        try {
            T body = JSON.treeToValue(json, type);
            return new Decoded.Good<>(new Envelope<>(
                    json.path("term").longValue(),
                    json.path("writer").stringValue(),
                    json.path("wseq").longValue(),
                    body));
        } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
            return bad(Decoded.Kind.WRONG_SHAPE, e);
        }
    }

    private static <T> Decoded<T> bad(Decoded.Kind kind, RuntimeException e) {
        return new Decoded.Bad<>(kind, shortened(String.valueOf(e.getMessage())));
    }

    private static String shortened(String text) {
        return OneLine.of(text, DETAIL_LENGTH_MAX);
    }
}
