package klt.controller.core.shards;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.Disruption.Cause;
import klt.controller.core.history.RunHistory;
import klt.controller.core.schedule.Timeline;

/** The periods of a run in which the load was not as scheduled because workers were lost or left. */
final class Disruptions {

    private final List<Disruption> disruptions = new ArrayList<>();
    /** index of the first disruption with unassigned shards */
    private int openFrom;

    /** since when no worker has been available to send */
    private Optional<Instant> waitingSince;

    /** @param past the run's history under an earlier controller */
    Disruptions(RunHistory past) {
        disruptions.addAll(past.disruptions());
        openFrom = disruptions.size();
        waitingSince = past.waitingSince();
    }

    List<Disruption> all() {
        return List.copyOf(disruptions);
    }

    /** Returns whether the run is waiting for a worker that can send the remaining messages. */
    boolean isWaiting() {
        return waitingSince.isPresent();
    }

    void beginWait(Instant now) {
        waitingSince = Optional.of(now);
    }

    /**
     * Adds a disruption that lasts at least until a handover decided now would take effect.
     *
     * @param fromSecond when the disruption began, in seconds after the run's start
     */
    void add(Args args, double fromSecond, Timeline timeline, Instant now) {
        double whole = whole(timeline, now);
        if (fromSecond < whole) {
            disruptions.add(new Disruption(args, fromSecond, whole));
        }
    }

    /** Adds a disruption that does not end with a handover. */
    void add(Disruption over) {
        disruptions.add(openFrom, over);
        openFrom++;
    }

    /** Returns when a handover decided now will have taken effect, in seconds after the run's start. */
    private static double whole(Timeline timeline, Instant now) {
        return timeline.elapsedSeconds(now.plus(ShardAllocation.MOVE_LEAD));
    }

    /**
     * Called when the orphaned messages have been assigned.
     *
     * @param first the first orphaned message
     */
    void end(long first, Timeline timeline, Instant now) {
        Optional<Double> from = timeline.dueSecond(first);
        if (openFrom == disruptions.size() && from.isPresent()) {
            // an earlier controller that knew the worker may already have stored the disruption
            if (openFrom > 0 && disruptions.getLast().toSecond() >= from.get()) {
                openFrom--;
            } else {
                add(Args.of("cause", Cause.SHARDS_UNASSIGNED), from.get(), timeline, now);
            }
        }
        waitingSince.ifPresent(
                since -> add(Args.of("cause", Cause.NO_WORKER), timeline.elapsedSeconds(since), timeline, now));
        waitingSince = Optional.empty();
        double whole = whole(timeline, now);
        for (int i = openFrom; i < disruptions.size(); i++) {
            disruptions.set(i, disruptions.get(i).until(whole));
        }
        openFrom = disruptions.size();
    }
}
