package klt.controller.bus;

import org.jspecify.annotations.Nullable;

/** Writes to the control topics' first partitions, in order. No call waits for Kafka. */
public interface TopicWriter {

    /** Receives the result of a write. Called by any thread, including the sender's. */
    @FunctionalInterface
    interface Ack {

        /**
         * @param stampMillis the record's timestamp; undefined after an error
         * @param error null if the record was written
         */
        void onAck(long stampMillis, @Nullable Exception error);
    }

    /** @param value null for a tombstone */
    void send(String topic, String key, byte @Nullable [] value, Ack ack);
}
