package klt.common.protocol.topics;

import org.jspecify.annotations.Nullable;

/**
 * The encoding of one family of records on a topic.
 *
 * @param <T> a sealed interface of records
 */
public interface RecordCodec<T> {

    byte[] encode(Envelope<? extends T> envelope);

    /** @param bytes a record's value; null for a tombstone */
    Decoded<T> decode(byte @Nullable [] bytes);
}
