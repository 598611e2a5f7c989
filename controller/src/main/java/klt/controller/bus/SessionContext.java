package klt.controller.bus;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import klt.common.clock.Ticker;
import klt.common.kafka.TopicRecord;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.common.protocol.topics.RecordCodec;
import klt.controller.loop.CoreExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State shared by all of a controller's sessions.
 *
 * @param controller this controller's unique id
 * @param unwritten unacknowledged records for the state topic, by run
 * @param skipped counts of undecodable records
 */
public record SessionContext(
        BusTopics topics,
        CoreExecutor loop,
        RunDocuments documents,
        RecordCodec<ControlRecord> controlCodec,
        RecordCodec<StatusRecord> statusCodec,
        Ticker ticker,
        String controller,
        Map<String, RunStoreWriter.Unwritten> unwritten,
        Map<Decoded.Kind, LongAdder> skipped) {

    private static final Logger LOG = LoggerFactory.getLogger(SessionContext.class);

    public SessionContext(
            BusTopics topics,
            CoreExecutor loop,
            RunDocuments documents,
            RecordCodec<ControlRecord> controlCodec,
            RecordCodec<StatusRecord> statusCodec,
            Ticker ticker,
            String controller) {
        this(
                topics,
                loop,
                documents,
                controlCodec,
                statusCodec,
                ticker,
                controller,
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>());
    }

    /** Decodes a record. If it is undecodable, counts and logs it, and returns empty. */
    <T> Optional<Envelope<T>> decode(RecordCodec<T> codec, TopicRecord record) {
        return switch (codec.decode(record.value())) {
            case Decoded.Good<T> good -> Optional.of(good.envelope());
            case Decoded.Bad<T> bad -> {
                skip(bad.kind(), bad.detail(), record);
                yield Optional.empty();
            }
        };
    }

    void skip(Decoded.Kind kind, String detail, TopicRecord record) {
        LongAdder count = skipped.computeIfAbsent(kind, k -> new LongAdder());
        if (count.sum() == 0) {
            LOG.warn(
                    "skipped a record at {} offset {}: {} ({}); further records of this kind are only counted",
                    record.topic(),
                    record.offset(),
                    kind,
                    detail);
        }
        count.increment();
    }
}
