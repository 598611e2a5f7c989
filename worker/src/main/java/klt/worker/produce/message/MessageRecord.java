package klt.worker.produce.message;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import klt.worker.clock.SendTime;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The single record that a run reuses for every send, with different contents each time. The client only reads it until {@code send()}
 * returns. On the hot path.
 */
final class MessageRecord extends ProducerRecord<byte[], byte[]> {

    /** The partitions as boxed numbers, because Kafka's client expects objects. */
    private final List<Integer> numbers = new ArrayList<>();

    private final SendTime time;
    private final @Nullable Headers headers;
    private String topic = "";
    private @Nullable Integer partition;
    private byte @Nullable [] key;
    private byte @Nullable [] value;

    MessageRecord(SendTime time) {
        super("", null);
        this.time = time;
        headers = null;
    }

    /** @param headers all of a message's headers, whose values may change from message to message */
    MessageRecord(SendTime time, List<Header> headers) {
        super("", null);
        this.time = time;
        this.headers = new FixedHeaders(headers);
    }

    /** Lets the client choose the partition. */
    MessageRecord of(String messageTopic, byte @Nullable [] messageKey, byte @Nullable [] messageValue) {
        topic = messageTopic;
        partition = null;
        key = messageKey;
        value = messageValue;
        return this;
    }

    MessageRecord of(
            String messageTopic, int messagePartition, byte @Nullable [] messageKey, byte @Nullable [] messageValue) {
        topic = messageTopic;
        while (numbers.size() <= messagePartition) {
            numbers.add(numbers.size());
        }
        partition = numbers.get(messagePartition);
        key = messageKey;
        value = messageValue;
        return this;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public @Nullable Integer partition() {
        return partition;
    }

    @Override
    public byte @Nullable [] key() {
        return key;
    }

    @Override
    public byte @Nullable [] value() {
        return value;
    }

    @Override
    public Long timestamp() {
        return time.timestamp();
    }

    @Override
    public Headers headers() {
        return headers == null ? super.headers() : headers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /**
     * The record's headers. The client requests them as an array for every message, and Kafka's own implementation creates a copy each
     * time.
     */
    private static final class FixedHeaders implements Headers {

        private final List<Header> list;
        private final Header[] array;

        private FixedHeaders(List<Header> list) {
            this.list = List.copyOf(list);
            array = list.toArray(Header[]::new);
        }

        @Override
        public Header[] toArray() {
            return array;
        }

        @Override
        public Iterator<Header> iterator() {
            return list.iterator();
        }

        @Override
        public Iterable<Header> headers(String name) {
            return list.stream().filter(header -> header.key().equals(name)).toList();
        }

        @Override
        public @Nullable Header lastHeader(String name) {
            return list.stream()
                    .filter(header -> Objects.equals(header.key(), name))
                    .reduce((first, second) -> second)
                    .orElse(null);
        }

        @Override
        public Headers add(Header another) {
            throw unchangeable();
        }

        @Override
        public Headers add(String name, byte[] bytes) {
            throw unchangeable();
        }

        @Override
        public Headers remove(String name) {
            throw unchangeable();
        }

        private static UnsupportedOperationException unchangeable() {
            return new UnsupportedOperationException("the headers of a message are fixed");
        }
    }
}
