package klt.common.spec.message;

import java.util.List;
import klt.common.spec.limit.Limits;

/**
 * The contents of a run's messages. Keys, sizes and values are functions of the seed and the message's sequence, so every worker generates
 * the same message for a sequence.
 *
 * @param seed seed of the random numbers that keys, sizes and values are generated from
 * @param headers record headers of every message
 */
public record MessageModel(
        long seed, Payload payload, Keys keys, Partitioning partitioning, List<FixedHeader> headers) {

    /** Maximum overhead of a record header in addition to its name and value: the encoded lengths of both. */
    private static final int HEADER_OVERHEAD_BYTES = 5;

    public MessageModel {
        headers = List.copyOf(headers);
    }

    /** Maximum size of a record with a value of this size, including its key, headers and framing. */
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
