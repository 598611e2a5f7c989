package klt.controller.bus;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.BusTopics;
import klt.common.protocol.Decoded;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dependencies shared by all sessions.
 *
 * @param writer this controller's unique id
 * @param skipped counts of records that could not be decoded
 */
record SessionContext(
        KafkaSettings settings,
        BusTopics topics,
        EventLoop loop,
        RunStore store,
        Reporter reporter,
        RunEventLogger eventLogger,
        Ticker ticker,
        String writer,
        Map<Decoded.Kind, LongAdder> skipped) {

    private static final Logger LOG = LoggerFactory.getLogger(SessionContext.class);

    Outbox outbox(long term, BusClients clients) {
        return new Outbox(
                term,
                writer,
                topics,
                clients.producer(),
                clients.targetAdmin(),
                settings,
                new ClusterInspector(clients.targetAdmin(), settings.user()),
                loop,
                store,
                reporter,
                eventLogger,
                ticker);
    }

    void skip(Decoded.Kind kind, String detail, ConsumerRecord<byte[], byte[]> record) {
        LongAdder count = skipped.computeIfAbsent(kind, k -> new LongAdder());
        if (count.sum() == 0) {
            LOG.warn(
                    "skipped a record at {}-{} offset {}: {} ({}); further records of this kind are only counted",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    kind,
                    detail);
        }
        count.increment();
    }
}
