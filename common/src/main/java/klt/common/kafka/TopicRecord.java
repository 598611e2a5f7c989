package klt.common.kafka;

import org.jspecify.annotations.Nullable;

/** A record of a topic's first partition. */
public final class TopicRecord {

    private final String topic;
    private final long offset;
    private final long stampMillis;
    private final String key;
    private final byte @Nullable [] value;

    /**
     * @param stampMillis the record's timestamp
     * @param key empty if the record has none
     * @param value null for a tombstone; this object takes ownership of the array
     */
    public TopicRecord(String topic, long offset, long stampMillis, String key, byte @Nullable [] value) {
        this.topic = topic;
        this.offset = offset;
        this.stampMillis = stampMillis;
        this.key = key;
        this.value = value;
    }

    public String topic() {
        return topic;
    }

    public long offset() {
        return offset;
    }

    public long stampMillis() {
        return stampMillis;
    }

    /** Returns the key, or an empty string if the record has none. */
    public String key() {
        return key;
    }

    /** Returns the value, or null for a tombstone. Callers must not modify it. */
    public byte @Nullable [] value() {
        return value;
    }
}
