package klt.controller.core.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.compare.Baseline;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.End;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.Envelope;
import klt.common.spec.RunSpec;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.history.RunHistory;
import klt.controller.core.preflight.Finding;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.stats.OpenTransaction;

/** An input of the controller core. */
public sealed interface Event {

    /** A client submits a run. */
    record Submitted(String run, RunSpec spec) implements Event {}

    /** A client submits a sweep. */
    record SweepSubmitted(String sweep, SweepSpec spec) implements Event {}

    record SweepStopRequested(String sweep) implements Event {}

    record BaselineSet(Baseline baseline) implements Event {}

    record BaselineDeleted(String name) implements Event {}

    /** An input about the schedules. */
    sealed interface OfSchedule extends Event {}

    /** A client creates or changes a schedule. */
    record ScheduleSet(CronSchedule.Settings settings) implements OfSchedule {}

    record ScheduleDeleted(String name) implements OfSchedule {}

    /** A schedule stored by an earlier controller. */
    record ScheduleRecovered(CronSchedule schedule) implements OfSchedule {}

    /**
     * A notice was delivered, or is not delivered any more.
     *
     * @param subject id of the run or sweep
     */
    record NoticeSettled(String subject) implements Event {}

    record StopRequested(String run) implements Event {}

    /** A client stops all load. */
    record StopAllRequested() implements Event {}

    /** A client allows load again. */
    record LoadAllowed() implements Event {}

    /** The state stored by an earlier controller. Precedes the runs. */
    record LoadStopRecovered(LoadStop stop) implements Event {}

    record LoadChangeRequested(String run, LoadRequest request) implements Event {}

    /**
     * A client adds a remark to a live run.
     *
     * @param text one line
     */
    record Annotated(String run, String text) implements Event {}

    record DeleteRequested(String run) implements Event {}

    /** A worker's record was read from the status topic. */
    record StatusRead(Envelope<StatusRecord> envelope) implements Event {}

    /** A second has passed, and the previous tick has been acknowledged. */
    record TickDue() implements Event {}

    /**
     * A tick was acknowledged.
     *
     * @param sinceLast time since the previous acknowledgement, minus any time that this process was suspended
     */
    record TickAcked(Duration sinceLast) implements Event {}

    /** One of this controller's own ticks was read back from the control topic. */
    record TickRead() implements Event {}

    /**
     * The topics have been compared with the spec. If a finding rejects the run, no other event follows.
     *
     * @param created names of the created topics
     */
    record TopicsChecked(String run, List<Finding> findings, List<String> created) implements Event {

        public TopicsChecked {
            findings = List.copyOf(findings);
            created = List.copyOf(created);
        }
    }

    /**
     * @param topics the topics' layouts and whether they were created, as arguments of PHASE events
     * @param created names of the created topics
     * @param ends end offsets by topic and partition
     */
    record TopicsReady(String run, List<Args> topics, List<String> created, List<List<Long>> ends) implements Event {

        public TopicsReady {
            topics = List.copyOf(topics);
            created = List.copyOf(created);
            ends = List.copyOf(ends);
        }
    }

    /** @param created names of the topics created before the rejection */
    record TopicsRefused(String run, End why, List<String> created) implements Event {

        public TopicsRefused {
            created = List.copyOf(created);
        }
    }

    /** @param topics Kafka's descriptions of the topics; empty for a missing topic */
    record TopicsSeen(String run, List<Optional<TopicState>> topics) implements Event {

        public TopicsSeen {
            topics = List.copyOf(topics);
        }
    }

    /** Kafka did not return a description of the topics. */
    record TopicsUnseen(String run) implements Event {}

    /**
     * A topic as described by Kafka.
     *
     * @param id id that distinguishes the topic from others with the same name
     * @param begins log start offset by partition; −1 if Kafka did not return it
     */
    record TopicState(String id, List<Long> begins) {

        public TopicState {
            begins = List.copyOf(begins);
        }
    }

    /** @param ends end offsets by topic and partition */
    record EndsRead(String run, List<List<Long>> ends) implements Event {

        public EndsRead {
            ends = List.copyOf(ends);
        }
    }

    /** @param error describes the error, such as the host and Kafka's own message */
    record EndsUnknown(String run, String error) implements Event {}

    /** @param open open transactions in the requested partitions, both the run's and others' */
    record TransactionsFound(String run, List<OpenTransaction> open) implements Event {

        public TransactionsFound {
            open = List.copyOf(open);
        }
    }

    /** The run's record could not be written to the control topic; a retry may succeed. */
    record PublishFailed(String run) implements Event {}

    /** The run's record cannot be written to the control topic, and a retry would not succeed. */
    record PublishRefused(String run, String error) implements Event {}

    /** A term has begun, but nothing has been written to the control topic in it yet. */
    record TermStarted() implements Event {}

    /**
     * A run stored by an earlier controller that has not ended. Precedes all other events; the workers' reports since the run's creation
     * follow, each as a StatusRead.
     *
     * @param queued whether it was still queued, or no worker knew it yet
     * @param desired its latest desired state; empty if no worker knew it yet or it had just ended
     * @param past the run's stored history
     */
    record Recovered(
            String run,
            RunSpec spec,
            Instant createdAt,
            boolean queued,
            Optional<ControlRecord.DesiredRun> desired,
            RunHistory past)
            implements Event {}

    /**
     * A sweep stored by an earlier controller that has not ended. Follows the runs that have not ended.
     *
     * @param sweep the sweep, with the number of existing runs
     */
    record SweepRecovered(Sweep sweep) implements Event {}

    /** All records from before this term have been replayed. From now on, records are live, and ticks begin. */
    record ReplayFinished() implements Event {}
}
