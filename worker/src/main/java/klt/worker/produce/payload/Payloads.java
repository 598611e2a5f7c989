package klt.worker.produce.payload;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;
import klt.common.spec.RunSpec;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.MessageModel;
import klt.common.spec.message.RegistrySchema;
import klt.common.spec.message.Values;
import klt.common.spec.message.size.SizeRange;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.template.Template;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.ArraysByLength;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.JsonPayload;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.message.RawPayload;
import klt.worker.produce.message.Tombstones;
import klt.worker.produce.message.ValueArrays;
import klt.worker.produce.payload.segment.SegmentPayload;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's prepared values: samples are in memory, Datafaker values have been drawn, and the schema's id is known. */
public final class Payloads {

    private static final Logger LOG = LoggerFactory.getLogger(Payloads.class);

    private static final byte[][] NO_SAMPLES = {};

    private final RunSpec spec;
    private final MessageModel model;
    /** value sizes, without tombstones */
    private final SizeRange sizes;
    /** samples, for the formats file and hex */
    private final byte[][] samples;
    /** Datafaker values for each expression in the template */
    private final Map<String, byte[][]> fakes;
    /** the schema, for formats with one */
    private final Optional<SchemaValues> schema;

    private Payloads(RunSpec spec, byte[][] samples, Map<String, byte[][]> fakes, Optional<SchemaValues> schema) {
        this.spec = spec;
        model = spec.message();
        this.samples = samples;
        this.fakes = fakes;
        this.schema = schema;
        sizes = model.payload()
                .sizes(spec.load())
                .or(() -> schema.map(values -> new SizeRange(0, values.bytesMax(), values.bytesAverage())))
                .orElseGet(() -> sizesOf(samples));
    }

    private static SizeRange sizesOf(byte[][] samples) {
        IntSummaryStatistics bytes =
                Arrays.stream(samples).mapToInt(sample -> sample.length).summaryStatistics();
        return new SizeRange(bytes.getMin(), bytes.getMax(), bytes.getAverage());
    }

    private Payloads(RunSpec spec, byte[][] samples) {
        this(spec, samples, Map.of(), Optional.empty());
    }

    /** @throws PayloadException if this worker cannot generate the values */
    public static Payloads prepare(String run, RunSpec spec, PayloadSources sources) throws InterruptedException {
        return switch (spec.message().payload().values()) {
            case Values.Json json -> new Payloads(spec, NO_SAMPLES);
            case Values.Raw raw -> new Payloads(spec, NO_SAMPLES);
            case Values.Templated(Template template) ->
                new Payloads(
                        spec,
                        NO_SAMPLES,
                        FakeValues.of(template.parts(), spec.message().seed()),
                        Optional.empty());
            case Values.Samples(String path) -> {
                Payloads payloads = new Payloads(spec, sources.samples().read(path));
                payloads.checkLargestFits(payloads.largestSample() + " of payload.file " + path + " has");
                payloads.logSamples(run, path);
                yield payloads;
            }
            case Values.Hex hex -> new Payloads(spec, new byte[][] {hex.bytes()});
            case Values.OfSchema(RegistrySchema reference) -> {
                SchemaValues values =
                        SchemaValues.prepare(reference, spec.topic().name(), sources.registry());
                Payloads payloads = new Payloads(spec, NO_SAMPLES, Map.of(), Optional.of(values));
                payloads.checkLargestFits(values.name() + " produces values of up to");
                logSchema(run, values);
                yield payloads;
            }
        };
    }

    /** Describes the largest sample by its number, counted from 1. */
    private String largestSample() {
        int number = 1;
        while (samples[number - 1].length < bytesMax()) {
            number++;
        }
        return "sample " + number;
    }

    /**
     * Checks values whose sizes were unknown when the spec was validated.
     *
     * @param what describes the source of the largest value
     */
    private void checkLargestFits(String what) {
        checkFits(what, "producer.bufferMemory", spec.producer().bufferMemory());
        String requestSize = spec.producer().properties().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        if (requestSize != null) {
            String key = "producer.properties['" + ProducerConfig.MAX_REQUEST_SIZE_CONFIG + "']";
            checkFits(what, key, Long.parseLong(requestSize));
        }
    }

    private void checkFits(String what, String key, long limit) {
        long needed = spec.message().recordBytesMax(bytesMax());
        if (needed > limit) {
            throw new PayloadException(String.format(
                    Locale.ROOT,
                    "%s %,d bytes, which does not fit in %s of %,d; set %,d or more",
                    what,
                    bytesMax(),
                    key,
                    limit,
                    needed));
        }
    }

    /** Logs a checksum, which is equal on all workers with the same samples. */
    private void logSamples(String run, String path) {
        CRC32C checksum = new CRC32C();
        for (byte[] sample : samples) {
            checksum.update(sample);
            // marks the end of a sample
            checksum.update('\n');
        }
        LOG.atInfo()
                .addKeyValue("run", run)
                .log(
                        "payload.file {}: {} samples of {} bytes in total, CRC32C {}",
                        path,
                        samples.length,
                        Arrays.stream(samples)
                                .mapToLong(sample -> sample.length)
                                .sum(),
                        String.format(Locale.ROOT, "%08x", checksum.getValue()));
    }

    private static void logSchema(String run, SchemaValues values) {
        LOG.atInfo()
                .addKeyValue("run", run)
                .log(
                        "{} has the id {} and generates values of up to {} bytes",
                        values.name(),
                        values.id(),
                        values.bytesMax());
    }

    /** Returns the largest value's size in bytes. */
    public int bytesMax() {
        return sizes.max();
    }

    /** Returns the approximate average value size in bytes, counting a tombstone as 0. */
    public double bytesAverage() {
        return sizes.average() * (1 - model.payload().tombstones());
    }

    /**
     * @param worker the worker's name, which is part of JSON messages
     * @param sendTime provides the time for JSON messages
     * @throws IllegalArgumentException if the names do not fit into a JSON message
     */
    public PayloadWriter writer(String worker, String run, BusTimestamp sendTime) {
        long seed = model.seed();
        PayloadWriter payload = switch (model.payload().values()) {
            case Values.Json unused -> {
                PayloadPool pool = PayloadPool.ofText(seed);
                yield ofSizes(values -> new JsonPayload(pool, values, worker, run, sendTime));
            }
            case Values.Raw(Sizes unused, double compressibility) -> {
                PayloadPool pool = PayloadPool.ofBytes(seed, compressibility);
                yield ofSizes(values -> new RawPayload(pool, values));
            }
            case Values.Templated(Template template) -> template(template, seed);
            case Values.Samples unused -> new SamplePayload(samples);
            case Values.Hex unused -> new SamplePayload(samples);
            case Values.OfSchema unused -> schema.orElseThrow().writer(seed);
        };
        double tombstones = model.payload().tombstones();
        return tombstones == 0 ? payload : new Tombstones(payload, tombstones, seed);
    }

    private PayloadWriter ofSizes(Function<ValueArrays, PayloadWriter> writer) {
        ArraysByLength arrays = new ArraysByLength();
        Function<Sizes, PayloadWriter> writerOf = bytes -> writer.apply(new ValueArrays(bytes, model.seed(), arrays));
        StageSizes planned = stageSizes().orElseThrow();
        List<Sizes> distinct = planned.distinct();
        return distinct.size() == 1 ? writerOf.apply(distinct.getFirst()) : new StagedPayload(planned, writerOf);
    }

    /** Returns the planned sizes by sequence, or empty for formats that determine the size themselves. */
    private Optional<StageSizes> stageSizes() {
        return model.payload().stageSizes(spec.load(), List.of());
    }

    /** Returns the sizes for a run with fewer messages of the same average size. */
    public Optional<StageSizes> stageSizes(long messages) {
        return stageSizes()
                .map(planned -> spec.load()
                        .messages()
                        .map(all -> planned.scaled(Math.min(1, (double) messages / all)))
                        .orElse(planned));
    }

    private PayloadWriter template(Template template, long seed) {
        MessageRandom random = new MessageRandom(seed, Purpose.TEMPLATE);
        TemplateSegments segments = new TemplateSegments(random, seed, fakes);
        return new SegmentPayload(
                random,
                (int) template.bytesMax(),
                template.parts().stream().map(segments::of).toArray(ValueSegment[]::new));
    }
}
