package klt.systemtests.simulation.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.common.protocol.topics.RecordCodec;
import org.jspecify.annotations.Nullable;

/** Encodes a record as a number: JSON takes longer than the rest of a history. */
public final class TokenCodec<T> implements RecordCodec<T> {

    private final List<Decoded<T>> records = new ArrayList<>();

    @Override
    public byte[] encode(Envelope<? extends T> envelope) {
        records.add(new Decoded.Good<>(
                new Envelope<>(envelope.term(), envelope.writer(), envelope.number(), envelope.body())));
        return ByteBuffer.allocate(Integer.BYTES).putInt(records.size() - 1).array();
    }

    @Override
    public Decoded<T> decode(byte @Nullable [] bytes) {
        return bytes == null
                ? new Decoded.Bad<>(Decoded.Kind.EMPTY, "no value")
                : records.get(ByteBuffer.wrap(bytes).getInt());
    }
}
