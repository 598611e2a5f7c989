package klt.controller.bus;

import org.jspecify.annotations.Nullable;

/** Writes records in one term, until another controller leads. Thread-safe. */
final class TermWriter implements TopicWriter {

    private final TopicWriter writer;
    private volatile boolean closed;

    TermWriter(TopicWriter writer) {
        this.writer = writer;
    }

    /** Stops all writes, because another controller leads. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void send(String topic, String key, byte @Nullable [] value, Ack ack) {
        if (!closed) {
            writer.send(topic, key, value, ack);
        }
    }
}
