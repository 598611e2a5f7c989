package klt.common.spec.message;

import java.util.List;
import klt.common.spec.limit.Limits;

/**
 * The contents of a run's messages. Keys, sizes and values are functions of the seed and a message's sequence, so every worker would
 * generate the same message for a sequence.
 *
 * @param seed selects one of many equivalent sets of keys, sizes and values
 * @param headers record headers of every message
 */
public record MessageModel(
        long seed, Payload payload, Keys keys, Partitioning partitioning, List<FixedHeader> headers) {

    /** Maximum overhead of a record header beyond its name and value: the lengths of both. */
    private static final int HEADER_OVERHEAD_BYTES = 5;

    public MessageModel {
        headers = List.copyOf(headers);
    }

    /** Maximum size of a record with a value of this size: its value, key, headers and framing. */
    public int recordBytesMax(int valueBytes) {
        return valueBytes + headerBytes() + Limits.RECORD_OVERHEAD_BYTES_MAX;
    }

    /** Maximum size of a message's headers in bytes. */
    public int headerBytes() {
        return headers.stream()
                .mapToInt(header -> header.nameBytes() + header.valueBytes() + HEADER_OVERHEAD_BYTES)
                .sum();
    }
}
