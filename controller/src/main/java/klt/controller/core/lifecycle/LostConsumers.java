package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import klt.common.code.Args;
import klt.common.protocol.consumers.ConsumerPlacement;
import klt.common.protocol.consumers.ConsumerPlacement.MemberSlot;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.run.Run;

/** Records a disruption for each lost worker with incomplete consumer figures, unless its loss already disrupts the load. */
final class LostConsumers {

    private final Run run;
    private final Instant now;
    private final int disruptionsBefore;
    private final List<Disruption> lost = new ArrayList<>();

    /** Must be created before the workers are removed from the run. */
    LostConsumers(Run run, Instant now) {
        this.run = run;
        this.now = now;
        disruptionsBefore = run.disruptions().size();
    }

    /**
     * Adds a worker that is still a member of the run.
     *
     * @param unattended whether no controller was running when the worker was lost
     */
    void add(String worker, boolean unattended) {
        List<String> members = List.copyOf(run.membership().members());
        OptionalInt from = run.consumerStats()
                .incompleteFrom(
                        worker,
                        ConsumerPlacement.of(run.spec().consumers(), members, worker).stream()
                                .mapToInt(MemberSlot::group)
                                .distinct());
        double until = run.timeline().elapsedSeconds(now);
        if (from.isPresent() && until > 0) {
            Args args = Args.of(
                    "cause",
                    Cause.CONSUMERS_LOST,
                    "worker",
                    run.stats().nameOf(worker),
                    "unattended",
                    Optional.of(true).filter(yes -> unattended));
            lost.add(new Disruption(args, Math.min(from.getAsInt(), until), until));
        }
    }

    private static Optional<Object> worker(Disruption disruption) {
        return disruption.args().get("worker");
    }

    /** Records the disruptions. Must be called after the workers have been removed. */
    void note() {
        List<Disruption> added =
                run.disruptions().subList(disruptionsBefore, run.disruptions().size());
        Set<Optional<Object>> workers =
                added.stream().map(LostConsumers::worker).collect(Collectors.toSet());
        lost.stream().filter(loss -> !workers.contains(worker(loss))).forEach(run.allocation()::disrupt);
    }
}
