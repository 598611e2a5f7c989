package klt.controller.core.history;

import java.util.Objects;
import klt.common.code.Args;

/**
 * A period in which the load was not as scheduled, or a worker's consumers were not measured.
 *
 * @param args what happened: the arguments of the verdict's reason, except the seconds
 * @param fromSecond when the period began, in seconds since the run's start
 * @param toSecond when the load was back on schedule or the loss was detected, in seconds since the run's start
 */
public record Disruption(Args args, double fromSecond, double toSecond) {

    /** Why messages were not sent in time, or why it is unknown what consumers read. */
    public enum Cause {
        WORKER_LOST,
        WORKER_LEFT,
        WORKER_STOPPED,
        SHARDS_UNASSIGNED,
        NO_WORKER,
        /** A lost worker that had nothing to send but whose consumers were reading. */
        CONSUMERS_LOST
    }

    public Disruption {
        // documents from earlier builds have a text instead
        args = Objects.requireNonNullElse(args, Args.NONE);
    }

    /** Returns the arguments of the verdict's reason. */
    public Args reasonArgs() {
        return args.and("fromSecond", fromSecond, "toSecond", toSecond);
    }

    public Disruption until(double second) {
        return new Disruption(args, fromSecond, second);
    }
}
