package klt.worker.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.BusTopics;
import klt.common.protocol.Decoded;
import klt.worker.core.ControlView;
import klt.worker.core.ControlView.Reading;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the control topic from its beginning into a {@link ControlView}, without a group. For one thread. */
final class ControlReader implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final TopicWatch watch;
    private final ControlView view;
    private final java.util.function.Consumer<Decoded.Kind> skipped;
    private final Set<Decoded.Kind> said = EnumSet.noneOf(Decoded.Kind.class);
    private long catchUpTo = -1;
    private long readUpTo;

    /** @param skipped called for each record that was not understood */
    ControlReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            TopicWatch watch,
            ControlView view,
            java.util.function.Consumer<Decoded.Kind> skipped) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, BusTopics.PARTITION);
        this.watch = watch;
        this.view = view;
        this.skipped = skipped;
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /**
     * Reads what is available, or waits for a record.
     *
     * @return true once everything was read that the topic held at the first call
     */
    boolean poll(Duration timeout) {
        if (catchUpTo < 0) {
            catchUpTo = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
        consumer.poll(timeout).forEach(this::take);
        return consumer.position(partition) >= catchUpTo;
    }

    /** Why the topic has to be read again from its beginning; empty while it does not. */
    Optional<String> interruption() {
        return watch.look(Map.of(partition, readUpTo)).values().stream().findFirst();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        readUpTo = record.offset() + 1;
        // a record without a key counts as one with an unknown key
        byte[] key = record.key();
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (view.read(text, record.value(), record.timestamp())
                instanceof Reading.Skipped(Decoded.Kind kind, String detail)) {
            skipped.accept(kind);
            if (said.add(kind)) {
                LOG.warn(
                        "skipped offset {} of {}: {}: {}; more of this kind are only counted",
                        record.offset(),
                        partition,
                        kind,
                        detail);
            }
        }
    }

    /** Ends a wait in {@link #poll}. For any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        watch.close();
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
}
