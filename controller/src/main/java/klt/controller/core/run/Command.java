package klt.controller.core.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.compare.Baseline;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.ControlRecord;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Consumers;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.notice.Notice;

/** An output of the controller core. */
public sealed interface Command {

    record PublishTick(ControlRecord.Tick tick) implements Command {}

    record PublishRun(ControlRecord.DesiredRun run) implements Command {}

    /** Deletes an ended run's record from the control topic. */
    record RetireRun(String run) implements Command {}

    /** A request to the cluster that a run loads. */
    sealed interface OfCluster extends Command {

        String run();

        /** Returns the value of {@code topic.cluster}, or empty for the configured cluster. */
        Optional<String> cluster();
    }

    /**
     * Creates the topics under load, compares them with the spec, and sets the start offsets of groups whose members cannot determine their
     * own. Results in TopicsChecked, and then in TopicsReady or TopicsRefused. Without a load, the topics must already exist.
     *
     * @param workers number of workers in the run
     * @param now bus time
     */
    record PrepareTopics(String run, RunSpec spec, int workers, Instant now) implements OfCluster {

        @Override
        public Optional<String> cluster() {
            return spec.topic().cluster();
        }
    }

    /** Describes the topics under load; results in TopicsSeen or TopicsUnseen. */
    record LookAtTopics(String run, Optional<String> cluster, List<String> topics) implements OfCluster {

        public LookAtTopics {
            topics = List.copyOf(topics);
        }
    }

    /** Reads the end offsets of the topics under load after the last ack; results in TopicsSeen, and then in EndsRead or EndsUnknown. */
    record ReadEnds(String run, Optional<String> cluster, List<String> topics, List<String> transactionalIds)
            implements OfCluster {

        public ReadEnds {
            topics = List.copyOf(topics);
            transactionalIds = List.copyOf(transactionalIds);
        }
    }

    /**
     * Looks for open transactions in some partitions. Results in TransactionsFound if Kafka responds. Partitions whose producers the
     * controller may not describe are omitted.
     *
     * @param numbers the partitions to search, by their numbers in the run
     */
    record FindTransactions(String run, Optional<String> cluster, PartitionNumbers partitions, List<Integer> numbers)
            implements OfCluster {

        public FindTransactions {
            numbers = List.copyOf(numbers);
        }
    }

    /** Deletes a topic created by an ended run, before another run prepares it; has no result event. */
    record DeleteTopic(String run, Optional<String> cluster, String topic) implements OfCluster {}

    /** Deletes an ended run's consumer or share groups once their members have left; has no result event. */
    record DeleteGroups(String run, Optional<String> cluster, Consumers consumers) implements OfCluster {}

    /** Stores the run's current state. */
    record Store(Run run) implements Command {}

    /** Stores the sweep's current state. */
    record StoreSweep(Sweep sweep) implements Command {}

    record StoreBaseline(Baseline baseline) implements Command {}

    record ForgetBaseline(String name) implements Command {}

    /** Stores the schedule's current state. */
    record StoreSchedule(CronSchedule schedule) implements Command {}

    record ForgetSchedule(String name) implements Command {}

    /** Stores a notice until it has been delivered. */
    record StoreNotice(Notice notice) implements Command {}

    /** @param subject id of the run or sweep */
    record ForgetNotice(String subject) implements Command {}

    record StoreLoadStop(LoadStop stop) implements Command {}

    record Forget(String run) implements Command {}
}
