package klt.controller.core.history;

import java.util.Objects;
import klt.common.code.Args;

/**
 * A period in which the load was not as scheduled, or the consumers of a worker were not measured.
 *
 * @param args a description of what happened: the arguments of the reason in the verdict, except the seconds
 * @param fromSecond when the period began, in seconds after the run's start
 * @param toSecond when the load was as scheduled again or the loss was detected, in seconds after the run's start
 */
public record Disruption(Args args, double fromSecond, double toSecond) {

    /** The cause: why messages were not sent in time, or why it is unknown what consumers read. */
    public enum Cause {
        WORKER_LOST,
        WORKER_LEFT,
        WORKER_STOPPED,
        SHARDS_UNASSIGNED,
        NO_WORKER,
        /** The loss of a worker that had nothing to send but whose consumers were reading. */
        CONSUMERS_LOST
    }

    public Disruption {
        // documents from earlier builds contain a text instead
        args = Objects.requireNonNullElse(args, Args.NONE);
    }

    /** The arguments of the verdict's reason. */
    public Args reasonArgs() {
        return args.and("fromSecond", fromSecond, "toSecond", toSecond);
    }

    public Disruption until(double second) {
        return new Disruption(args, fromSecond, second);
    }
}
