package klt.controller.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import klt.common.compare.Baseline;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.loop.CoreExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the runs and sweeps to the state topic. Never waits for Kafka. Event-loop thread only. */
final class RunStoreWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RunStoreWriter.class);

    private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);

    private final String topic;
    private final TopicWriter writer;
    private final RunDocuments documents;
    private final Map<String, Unwritten> unwritten;
    private Instant nextLook = Instant.MIN;

    /** A record that Kafka has not acknowledged; compared by identity, because there may be a later record of the same run. */
    static final class Unwritten {}

    /** @param unwritten newest record of each run, until Kafka acknowledges it; thread-safe */
    RunStoreWriter(String topic, TopicWriter writer, RunDocuments documents, Map<String, Unwritten> unwritten) {
        this.topic = topic;
        this.writer = writer;
        this.documents = documents;
        this.unwritten = unwritten;
    }

    /** Writes the current state of a run, and deletes the runs and sweeps that are no longer kept. */
    void store(Run run, Instant now) {
        write(run.id(), documents.put(run, now));
        deleteSurplus(now);
    }

    /** Writes the current state of a sweep, and deletes the runs and sweeps that are no longer kept. */
    void store(Sweep sweep, Instant now) {
        write(RunDocuments.SWEEP_KEY + sweep.id(), documents.put(sweep));
        deleteSurplus(now);
    }

    void store(Baseline baseline) {
        write(RunDocuments.BASELINE_KEY + baseline.name(), documents.put(baseline));
    }

    /** Deletes the runs that have become too old; looks for them once a minute. */
    void onTick(Instant now) {
        if (!now.isBefore(nextLook)) {
            deleteSurplus(now);
        }
    }

    private void deleteSurplus(Instant now) {
        nextLook = now.plus(LOOK_INTERVAL);
        documents.surplus(now).forEach(this::forget);
    }

    void forget(String key) {
        documents.remove(key);
        write(key, null);
    }

    /** Rewrites the records of an earlier session that Kafka has not acknowledged, one run per task of the loop. */
    void repeatUnwritten(CoreExecutor loop) {
        Set.copyOf(unwritten.keySet()).forEach(run -> loop.put(runtime -> writeAgain(run)));
    }

    /**
     * Rewrites all runs after the topic has lost them. Writes one run per task of the loop, because all runs together may exceed the
     * memory.
     */
    void storeAgain(CoreExecutor loop) {
        documents.keys().forEach(run -> loop.put(runtime -> writeAgain(run)));
    }

    /** The newest document of a run, or the tombstone if it was removed. */
    private void writeAgain(String run) {
        write(run, documents.document(run).orElse(null));
    }

    private void write(String run, byte @Nullable [] document) {
        Unwritten record = new Unwritten();
        unwritten.put(run, record);
        writer.send(topic, run, document, (stampMillis, error) -> {
            if (error == null) {
                unwritten.remove(run, record);
            } else {
                LOG.atError()
                        .addKeyValue("run", run)
                        .log(
                                "could not write the {}: {}",
                                document == null ? "tombstone of the run" : "run",
                                error.toString());
            }
        });
    }
}
