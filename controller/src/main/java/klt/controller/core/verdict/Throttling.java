package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Reason;
import klt.controller.core.run.Run;
import klt.controller.core.stats.Throttled;

/**
 * Reports whether Kafka quotas affected a run. Throttling does not invalidate the measurement, because the latencies include its effect.
 */
final class Throttling {

    /** Average fraction of time above which client throttling is reported. */
    static final double THROTTLED_MIN = 0.01;

    private static final double NANOS_PER_SECOND = 1e9;

    private Throttling() {}

    static List<Reason> reasons(Run run, Instant now) {
        Throttled throttled = run.throttled();
        int producers = run.stats().workers().size();
        int consumers = run.spec().consumers().members();
        double seconds = run.startAt()
                .map(start -> Duration.between(start, run.endedAt().orElse(now)).toNanos() / NANOS_PER_SECOND)
                .orElse(0.0);
        return Stream.of(
                        reason("producers", producers, throttled.produceNanos(), seconds),
                        reason("consumers", consumers, throttled.fetchNanos(), seconds))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Reason> reason(String kind, int clients, Optional<Long> nanos, double runSeconds) {
        double seconds = nanos.orElse(0L) / NANOS_PER_SECOND;
        if (seconds <= 0 || seconds <= THROTTLED_MIN * runSeconds * clients) {
            return Optional.empty();
        }
        return Optional.of(ReasonCode.THROTTLED.with(kind, clients, "throttledSeconds", seconds));
    }
}
