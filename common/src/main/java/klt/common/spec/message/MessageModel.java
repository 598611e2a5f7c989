package klt.common.spec.message;

/**
 * What the messages of a run consist of. Keys, sizes and values are functions of the seed and a message's sequence, so that every worker
 * would send the same message.
 *
 * @param seed selects one of many equally good sets of keys, sizes and values
 */
public record MessageModel(long seed, Payload payload, KeyKind key) {

    public enum KeyKind {
        NONE,
        SEQUENTIAL
    }
}
