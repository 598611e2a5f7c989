package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.Envelope;
import klt.common.protocol.StatusRecord;
import klt.common.spec.RunSpec;
import klt.controller.core.preflight.Finding;

/** What happens to the controller. */
public sealed interface Event {

    /** Somebody asks for a run. */
    record Submitted(String run, RunSpec spec) implements Event {}

    record StopRequested(String run) implements Event {}

    record PauseRequested(String run) implements Event {}

    record ResumeRequested(String run) implements Event {}

    /** @param rate messages per second, above 0 */
    record RateRequested(String run, double rate) implements Event {}

    /** @param stored whether an ended run of that id is kept */
    record DeleteRequested(String run, boolean stored) implements Event {}

    /** A worker's record was read from the status topic. */
    record StatusRead(Envelope<StatusRecord> envelope) implements Event {}

    /** A second has passed and the tick before was acknowledged. */
    record TickDue() implements Event {}

    /**
     * A tick was acknowledged.
     *
     * @param sinceLast time since the acknowledgement before, without the time in which this process itself stood still
     */
    record TickAcked(Duration sinceLast) implements Event {}

    /** One of this controller's own ticks came back from the control topic. */
    record TickRead(long number) implements Event {}

    /** The topic was compared with the spec; nothing follows when a finding refuses the run. */
    record TopicChecked(String run, List<Finding> findings) implements Event {

        public TopicChecked {
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param notes what a user should know of the topic, such as partitions that differ from the spec
     * @param ends its end offsets, by partition
     */
    record TopicReady(String run, List<String> notes, List<Long> ends) implements Event {}

    /** @param reason Kafka's own */
    record TopicRefused(String run, String reason) implements Event {}

    /** @param topic as Kafka describes it; empty when it is absent */
    record TopicSeen(String run, Optional<TopicState> topic) implements Event {}

    /** Kafka did not say how the topic is. */
    record TopicUnseen(String run) implements Event {}

    /**
     * A topic as Kafka describes it.
     *
     * @param id tells it from others of the same name
     * @param begins by partition, the first offset that is there; −1 where it was not answered
     */
    record TopicState(String id, List<Long> begins) {

        public TopicState {
            begins = List.copyOf(begins);
        }
    }

    /** @param ends the end offsets of the run's topic, by partition */
    record EndsRead(String run, List<Long> ends) implements Event {}

    /** @param reason Kafka's own */
    record EndsUnknown(String run, String reason) implements Event {}

    /** The run's record could not be written to the control topic. */
    record PublishFailed(String run) implements Event {}

    /** The run's record cannot be written to the control topic, now or later. */
    record PublishRefused(String run, String reason) implements Event {}

    /** A term has begun, in which nothing was written to the control topic yet. */
    record TermStarted() implements Event {}

    /**
     * An earlier controller had stored a run that has not ended. Comes before anything else; what workers said since the run was made
     * follows, each as a StatusRead.
     *
     * @param queued whether it had not begun
     * @param desired what was last wished for it; empty when it had not begun, or had just ended
     * @param past what else is kept of it
     */
    record Recovered(
            String run,
            RunSpec spec,
            Instant createdAt,
            boolean queued,
            Optional<ControlRecord.DesiredRun> desired,
            RunHistory past)
            implements Event {}

    /** What was said before this term was read to its end: from now on records are news, and ticks begin. */
    record ReplayFinished() implements Event {}
}
