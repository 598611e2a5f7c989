package klt.common.spec;

import static klt.common.spec.SpecKey.Group.LOAD;
import static klt.common.spec.SpecKey.Group.TOPIC;
import static klt.common.spec.ValueType.bytes;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;

import klt.common.spec.message.MessageLimits;
import klt.common.spec.message.MessageModel;
import klt.common.spec.message.MessageModel.KeyKind;
import klt.common.spec.message.Payload;

/** The part of the table of {@link SpecKeys} that says what messages consist of. */
final class MessageKeys {

    /** Filled by the constants below, so it must stay above them. */
    static final SpecKey.Table TABLE = new SpecKey.Table();

    static final SpecKey<Long> SEED = TABLE.key("seed", integer(0L, MessageLimits.SEED_MAX), 1L)
            .in(spec -> spec.message().seed())
            .shown(LOAD, "Seed", "The same seed gives the same keys, sizes and values, whichever worker sends them.");

    static final SpecKey<Payload.Format> PAYLOAD_FORMAT = TABLE.key(
                    "payload.format", oneOf(Payload.Format.class), Payload.Format.JSON)
            .in(spec -> spec.message().payload().format())
            .shown(
                    TOPIC,
                    "Payload format",
                    "json is an object with named fields; raw is the sequence, followed by random bytes.");
    static final SpecKey<Integer> PAYLOAD_SIZE = TABLE.key(
                    "payload.size", bytes(0, MessageLimits.VALUE_BYTES_MAX), 1_024)
            .in(spec -> spec.message().payload().size())
            .shown(LOAD, "Message size", "Size of the whole value, such as 1024 or 10kB.");
    static final SpecKey<KeyKind> KEY_KIND = TABLE.key("key.kind", oneOf(KeyKind.class), KeyKind.NONE)
            .in(spec -> spec.message().key())
            .shown(TOPIC, "Key", "Whether messages have no key, or their sequence as the key.");

    private MessageKeys() {}

    static MessageModel read(SpecValues values) {
        return new MessageModel(
                values.get(SEED),
                new Payload(values.get(PAYLOAD_FORMAT), values.get(PAYLOAD_SIZE)),
                values.get(KEY_KIND));
    }
}
