package klt.common.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A run's times.
 *
 * @param startSkew spread of the workers' start times, µs
 * @param warmupSeconds time from the start; messages due within it are excluded from latency, rate and error figures
 * @param measuredFrom end of the warm-up
 */
public record Timing(
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Long> startSkew,
        double warmupSeconds,
        Optional<Instant> measuredFrom) {}
