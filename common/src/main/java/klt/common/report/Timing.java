package klt.common.report;

import java.time.Instant;
import java.util.Optional;

/**
 * The times of a run.
 *
 * @param startSkew spread of the workers' start times, µs
 * @param warmupSeconds time after the start; messages that are due in it are excluded from latency, rate and error figures
 * @param measuredFrom end of the warm-up
 */
public record Timing(
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Long> startSkew,
        double warmupSeconds,
        Optional<Instant> measuredFrom) {}
