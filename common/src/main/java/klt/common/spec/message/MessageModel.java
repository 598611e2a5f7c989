package klt.common.spec.message;

import java.util.List;
import klt.common.spec.limit.Limits;

/**
 * A run's message contents. Keys, sizes and values are functions of the seed and the message's sequence, so every worker generates the same
 * message for a sequence.
 *
 * @param seed seed of the random numbers from which keys, sizes and values are generated
 * @param headers record headers carried by every message
 */
public record MessageModel(
        long seed, Payload payload, Keys keys, Partitioning partitioning, List<FixedHeader> headers) {

    /** A record header's maximum overhead in addition to its name and value: both encoded lengths. */
    private static final int HEADER_OVERHEAD_BYTES = 5;

    public MessageModel {
        headers = List.copyOf(headers);
    }

    /** Returns the maximum record size for a value of this size, including key, headers and framing. */
    public int recordBytesMax(int valueBytes) {
        return valueBytes + headerBytes() + Limits.RECORD_OVERHEAD_BYTES_MAX;
    }

    /** Returns the maximum size of a message's headers in bytes. */
    public int headerBytes() {
        return headers.stream()
                .mapToInt(header -> header.nameBytes() + header.valueBytes() + HEADER_OVERHEAD_BYTES)
                .sum();
    }
}
