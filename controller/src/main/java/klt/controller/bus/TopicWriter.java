package klt.controller.bus;

import org.jspecify.annotations.Nullable;

/** Writes to the first partition of the control topics, in order. No call waits for Kafka. */
public interface TopicWriter {

    /** Receives the result of one write. Called by any thread, including the sender's. */
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
