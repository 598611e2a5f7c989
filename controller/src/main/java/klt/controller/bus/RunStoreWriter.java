package klt.controller.bus;

import java.time.Instant;
import java.util.Map;
import klt.controller.core.run.Run;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the runs to the state topic. Never waits for Kafka. Event-loop thread only. */
final class RunStoreWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RunStoreWriter.class);

    private final String topic;
    private final TopicWriter writer;
    private final RunDocuments documents;
    private final Map<String, Unwritten> unwritten;

    /** A record that Kafka has not acknowledged; compared by identity, as a later one of the run may have the same content. */
    static final class Unwritten {

        private final byte @Nullable [] document;

        private Unwritten(byte @Nullable [] document) {
            this.document = document;
        }
    }

    /** @param unwritten thread-safe; by run, the newest record if Kafka has not acknowledged it */
    RunStoreWriter(String topic, TopicWriter writer, RunDocuments documents, Map<String, Unwritten> unwritten) {
        this.topic = topic;
        this.writer = writer;
        this.documents = documents;
        this.unwritten = unwritten;
    }

    /** Writes the current state of a run, and deletes the oldest runs beyond the limit. */
    void store(Run run, Instant now) {
        write(run.id(), documents.put(run, now));
        documents.surplus().forEach(this::forget);
    }

    void forget(String run) {
        documents.remove(run);
        write(run, null);
    }

    /** Writes again what an earlier session has sent and Kafka has not acknowledged. */
    void repeatUnwritten() {
        Map.copyOf(unwritten).forEach((run, record) -> write(run, record.document));
    }

    /** Writes all runs again after the topic lost them. */
    void storeAgain() {
        documents.all().forEach(this::write);
    }

    private void write(String run, byte @Nullable [] document) {
        Unwritten record = new Unwritten(document);
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
