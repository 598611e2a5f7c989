package klt.controller.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import klt.common.compare.Baseline;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.loop.CoreExecutor;
import klt.controller.store.LoadStopStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes runs, sweeps, baselines, schedules, notices, and whether all load is stopped to the state topic. Never waits for Kafka. Event-loop
 * thread only.
 */
final class RunStoreWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RunStoreWriter.class);

    private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);

    private final String topic;
    private final TopicWriter writer;
    private final RunDocuments documents;
    private final Map<String, Unwritten> unwritten;
    private Instant nextLook = Instant.MIN;

    /** A record not yet acknowledged by Kafka. Compared by identity, because there may be a later record with the same key. */
    static final class Unwritten {}

    /** @param unwritten each key's newest record, until Kafka acknowledges it; thread-safe */
    RunStoreWriter(String topic, TopicWriter writer, RunDocuments documents, Map<String, Unwritten> unwritten) {
        this.topic = topic;
        this.writer = writer;
        this.documents = documents;
        this.unwritten = unwritten;
    }

    /** Writes a run's current state, and deletes runs and sweeps that are no longer retained. */
    void store(Run run, Instant now) {
        write(run.id(), () -> documents.put(run, now));
        deleteSurplus(now);
    }

    /** Writes a sweep's current state, and deletes runs and sweeps that are no longer retained. */
    void store(Sweep sweep, Instant now) {
        write(RunDocuments.SWEEP_KEY + sweep.id(), () -> documents.put(sweep));
        deleteSurplus(now);
    }

    void store(Baseline baseline) {
        write(RunDocuments.BASELINE_KEY + baseline.name(), () -> documents.put(baseline));
    }

    void store(CronSchedule schedule) {
        write(RunDocuments.SCHEDULE_KEY + schedule.settings().name(), () -> documents.put(schedule));
    }

    void store(Notice notice) {
        write(RunDocuments.NOTICE_KEY + notice.subject(), () -> documents.put(notice));
    }

    void store(LoadStop stop) {
        write(RunDocuments.LOAD_STOP_KEY + LoadStopStore.KEY, () -> documents.put(stop));
    }

    /** Once a minute, deletes runs that have become too old. */
    void onTick(Instant now) {
        if (!now.isBefore(nextLook)) {
            deleteSurplus(now);
        }
    }

    private void deleteSurplus(Instant now) {
        nextLook = now.plus(LOOK_INTERVAL);
        documents.surplus(now).forEach(this::forget);
    }

    /** Deletes a document. */
    void forget(String key) {
        documents.remove(key);
        write(key, () -> null);
    }

    /** Rewrites an earlier session's unacknowledged records. */
    void repeatUnwritten(CoreExecutor loop) {
        writeAgain(unwritten.keySet(), loop);
    }

    /** Rewrites all documents after the topic has lost them. */
    void storeAgain(CoreExecutor loop) {
        writeAgain(documents.keys(), loop);
    }

    /**
     * Writes the notices first, because an end must not be stored without its notice, and then the runs, because the other documents must
     * only name stored runs. Writes one document per task, because all documents together may exceed the memory.
     */
    private void writeAgain(Set<String> keys, CoreExecutor loop) {
        keys.stream()
                .sorted(Comparator.comparing((String key) -> !key.startsWith(RunDocuments.NOTICE_KEY))
                        .thenComparing(key -> !RunDocuments.isRun(key)))
                .forEach(key -> loop.put(runtime -> writeAgain(key)));
    }

    /** Writes the newest document, or the tombstone if it was removed. */
    private void writeAgain(String key) {
        write(key, () -> documents.document(key).orElse(null));
    }

    /**
     * Writes a document.
     *
     * @param source also puts the document into the store. It is called last, so that a document in the store either counts as unwritten or
     *     was acknowledged.
     */
    private void write(String key, Supplier<byte @Nullable []> source) {
        Unwritten record = new Unwritten();
        unwritten.put(key, record);
        byte @Nullable [] document = source.get();
        writer.send(topic, key, document, (stampMillis, error) -> {
            if (error == null) {
                unwritten.remove(key, record);
            } else {
                LOG.atError()
                        .addKeyValue(RunDocuments.isRun(key) ? "run" : "key", key)
                        .log(
                                "could not write the {}: {}",
                                document == null ? "tombstone" : "document",
                                error.toString());
            }
        });
    }
}
