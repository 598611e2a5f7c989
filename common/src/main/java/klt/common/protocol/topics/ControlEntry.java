package klt.common.protocol.topics;

import java.util.Optional;
import klt.common.protocol.ControlRecord;
import org.jspecify.annotations.Nullable;

/** A record read from the control topic. */
public sealed interface ControlEntry {

    record Written(ControlKey key, Envelope<ControlRecord> envelope) implements ControlEntry {}

    /** A tombstone. */
    record Deleted(ControlKey key) implements ControlEntry {}

    /** A record that has a different format or the wrong key, or is undecodable. */
    record Skipped(Decoded.Kind kind, String detail) implements ControlEntry {}

    /**
     * Reads a record.
     *
     * @param text the key's text
     * @param value null for a tombstone
     */
    static ControlEntry of(RecordCodec<ControlRecord> codec, String text, byte @Nullable [] value) {
        Optional<ControlKey> key = ControlKey.of(text);
        if (key.isEmpty()) {
            return new Skipped(
                    Decoded.Kind.WRONG_SHAPE,
                    "the key is not one of <term>/claim/<id>, <term>/lead, <term>/tick, <term>/run/<id>");
        }
        if (value == null) {
            return new Deleted(key.get());
        }
        return switch (codec.decode(value)) {
            case Decoded.Bad<ControlRecord>(Decoded.Kind kind, String detail) -> new Skipped(kind, detail);
            case Decoded.Good<ControlRecord>(Envelope<ControlRecord> envelope) ->
                key.get().fits(envelope.term(), envelope.body())
                        ? new Written(key.get(), envelope)
                        : new Skipped(Decoded.Kind.WRONG_SHAPE, "the key " + key.get() + " does not match the record");
        };
    }
}
