package klt.worker.control;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicRecord;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.topics.Decoded;
import klt.worker.core.ControlView;
import klt.worker.core.ControlView.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the control topic from its beginning into a {@link ControlView}, without a group. Not thread-safe. */
final class ControlReader {

    private static final Duration ASK_MAX = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);

    private final TopicReader reader;
    private final String topic;
    private final TopicWatch watch;
    private final ControlView view;
    private final Consumer<Decoded.Kind> skipped;
    private final Set<Decoded.Kind> logged = EnumSet.noneOf(Decoded.Kind.class);
    private long catchUpTo = -1;
    private long readUpTo;

    /** @param skipped called for each undecodable record */
    ControlReader(
            TopicReader reader, String topic, TopicWatch watch, ControlView view, Consumer<Decoded.Kind> skipped) {
        this.reader = reader;
        this.topic = topic;
        this.watch = watch;
        this.view = view;
        this.skipped = skipped;
        reader.assign(List.of(topic));
        reader.seekToBeginning(topic);
    }

    /**
     * Reads the available records, waiting briefly if there are none.
     *
     * @return true once everything that was in the topic at the first call has been read
     */
    boolean poll(Duration timeout) {
        if (catchUpTo < 0) {
            catchUpTo = reader.end(topic, ASK_MAX);
        }
        reader.poll(timeout).forEach(this::take);
        return reader.position(topic, ASK_MAX) >= catchUpTo;
    }

    /** Returns why the topic must be reread from its beginning, or empty if it need not be. */
    Optional<String> interruption() {
        return watch.look(Map.of(topic, readUpTo)).values().stream().findFirst();
    }

    private void take(TopicRecord record) {
        readUpTo = record.offset() + 1;
        if (view.read(record.key(), record.value(), record.stampMillis())
                instanceof Reading.Skipped(Decoded.Kind kind, String detail)) {
            skipped.accept(kind);
            if (logged.add(kind)) {
                LOG.warn(
                        "skipped offset {} of {}: {}: {}; further records of this kind are only counted",
                        record.offset(),
                        topic,
                        kind,
                        detail);
            }
        }
    }
}
