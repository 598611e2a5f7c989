package klt.worker.produce.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongFunction;
import klt.common.spec.RunSpec;
import klt.embedded.EmbeddedRegistry;
import klt.worker.TestRuns;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.PayloadWriter;
import tools.jackson.databind.json.JsonMapper;

/** Runs whose values have a schema. */
public final class SchemaRuns {

    /** The last nanosecond of 2025, at which message 0 is due. Each further message is due one nanosecond later. */
    public static final long FIRE_AT = 1_767_225_599_999_999_999L;

    private SchemaRuns() {}

    /** @param more keys of {@code payload}, after a comma */
    public static RunSpec spec(String format, String schema, String more) {
        return TestRuns.spec("{messages: 1, topic: orders, payload: {format: " + format + ", schema: "
                + JsonMapper.shared().writeValueAsString(schema) + more + "}}");
    }

    /** The values of a run, by their sequence. None is longer than announced. */
    public static LongFunction<byte[]> values(RunSpec spec, EmbeddedRegistry registry) {
        Payloads payloads = TestRuns.payloads(spec, TestRuns.withRegistry(registry));
        PayloadWriter writer = payloads.writer("worker-1", "r-1", new BusTimestamp(() -> 0));
        return sequence -> {
            writer.write(sequence, FIRE_AT + sequence, 0);
            byte[] value = writer.value();
            assertThat(value.length).isLessThanOrEqualTo(payloads.bytesMax());
            return value.clone();
        };
    }
}
