package klt.bench;

import java.util.List;

/**
 * A comparison: every tool sends the same messages with the same client settings.
 *
 * @param rate messages per second; 0 means as fast as possible
 */
record BenchCase(String name, long messages, int size, int rate, String acks, int lingerMs, int batchSize) {

    /** Returns all comparisons. Each run takes at least 20 s, so that JIT compilation does not distort the result. */
    static List<BenchCase> all() {
        return List.of(
                new BenchCase("max, 1 KiB, acks=1, linger 5", 3_000_000, 1_024, 0, "1", 5, 131_072),
                new BenchCase("max, 1 KiB, acks=all, linger 5", 2_000_000, 1_024, 0, "all", 5, 16_384),
                new BenchCase("10,000/s, 1 KiB, acks=all, linger 5", 200_000, 1_024, 10_000, "all", 5, 16_384),
                new BenchCase("50,000/s, 1 KiB, acks=1, linger 5", 1_000_000, 1_024, 50_000, "1", 5, 16_384));
    }
}
