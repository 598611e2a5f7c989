package klt.worker.produce.message;

import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record with one fixed header. The client asks for an array of the headers of every message, and Kafka's own headers copy it each time.
 * On the hot path.
 */
final class StampedRecord extends TimedRecord {

    private final OneHeader headers;

    StampedRecord(String topic, int partition, byte @Nullable [] key, byte[] value, SendTime time, Header header) {
        super(topic, partition, key, value, time);
        headers = new OneHeader(header);
    }

    @Override
    public Headers headers() {
        return headers;
    }

    private static final class OneHeader implements Headers {

        private final Header header;
        private final Header[] array;

        private OneHeader(Header header) {
            this.header = header;
            array = new Header[] {header};
        }

        @Override
        public Header[] toArray() {
            return array;
        }

        @Override
        public Iterator<Header> iterator() {
            return List.of(header).iterator();
        }

        @Override
        public Iterable<Header> headers(String key) {
            return header.key().equals(key) ? List.of(header) : List.of();
        }

        @Override
        public @Nullable Header lastHeader(String key) {
            return header.key().equals(key) ? header : null;
        }

        @Override
        public Headers add(Header another) {
            throw unchangeable();
        }

        @Override
        public Headers add(String key, byte[] value) {
            throw unchangeable();
        }

        @Override
        public Headers remove(String key) {
            throw unchangeable();
        }

        private static UnsupportedOperationException unchangeable() {
            return new UnsupportedOperationException("the headers of a message are fixed");
        }
    }
}
