package klt.common.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.StatusRecord.Outcome;

/** A run's events, and its messages' errors. */
public record RunEvents(List<RunEvent> events, List<RunError> errors) {

    public RunEvents {
        events = List.copyOf(events);
        errors = List.copyOf(errors);
    }

    /**
     * @param second seconds since the run's start; empty for earlier events
     * @param args arguments of the event's text; empty in documents that predate them
     */
    public record RunEvent(Instant at, Optional<Double> second, String kind, Args args, String message) {

        public RunEvent {
            args = Objects.requireNonNullElse(args, Args.NONE);
        }
    }

    /**
     * @param outcome the name of an {@link Outcome}; a string, because a document from another version may have an unknown name
     * @param sample the first error message from Kafka's client
     */
    public record RunError(
            String errorClass, String outcome, long count, Instant firstAt, Instant lastAt, String sample) {}
}
