package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.controller.core.run.Run;
import klt.controller.core.stats.GroupStats;
import klt.controller.core.verdict.Judge.Actual;

/** How long consumer groups keep reading after the load. */
public final class CatchUp {

    private static final double NANOS_PER_MICRO = 1_000;

    private CatchUp() {}

    /**
     * The time from the last ack until a group had read everything, or from the start if the run sends nothing; empty unless it has read
     * everything, or if nothing was acked. Zero if it had read everything before the last ack was received.
     */
    public static Optional<Duration> of(Run run, GroupStats group) {
        Optional<Instant> start = run.sends() ? run.stats().lastAckAt() : run.startAt();
        return start.flatMap(from -> group.catchUp()
                .caughtUpAt()
                .map(end -> from.isAfter(end) ? Duration.ZERO : Duration.between(from, end)));
    }

    /** The time of the slowest of some groups, µs. Until all have caught up it is unknown, and after the end of the run it is infinite. */
    static Actual ofSlowest(Run run, List<GroupStats> groups) {
        List<GroupStats> behind = groups.stream()
                .filter(group -> group.catchUp().caughtUpAt().isEmpty())
                .toList();
        if (!behind.isEmpty()) {
            return run.phase().isEnded() && run.startAt().isPresent()
                    ? new Actual.Behind(
                            behind.stream().mapToLong(GroupStats::unreadInTime).sum())
                    : new Actual.Unmeasured();
        }
        return Actual.of(groups.stream()
                .flatMap(group -> of(run, group).stream())
                .max(Duration::compareTo)
                .map(time -> time.toNanos() / NANOS_PER_MICRO));
    }
}
