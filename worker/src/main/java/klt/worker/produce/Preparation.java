package klt.worker.produce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import klt.common.clock.Backoff;
import klt.common.kafka.NativeCodecs;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Plan;
import klt.common.spec.RunSpec;
import klt.common.text.Counted;
import klt.common.text.ErrorMessage;
import klt.common.text.Listing;
import klt.worker.clock.BusTime;
import klt.worker.core.Reason;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.produce.payload.Payloads;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares a run: loads or generates its values, waits for the topic to exist and to have leaders, opens the producers, and warms up the
 * code and the clock. It waits without a time limit; only an interrupt ends the wait.
 */
public final class Preparation {

    private static final int DESCRIBE_TIMEOUT_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    private final TargetCluster cluster;
    private final ProducerObserver observer;
    private final BusTime busTime;
    private final String worker;
    private final int producerNumber;
    private final WarmUp warmUp;
    private final PayloadSources sources;

    /**
     * @param worker the worker's name, which is part of JSON messages
     * @param producerNumber number that identifies this worker process in message headers
     * @param warmUp warms up the code before a run's producers are opened
     */
    public Preparation(
            TargetCluster cluster,
            ProducerObserver observer,
            BusTime busTime,
            String worker,
            int producerNumber,
            WarmUp warmUp,
            PayloadSources sources) {
        this.cluster = cluster;
        this.observer = observer;
        this.busTime = busTime;
        this.worker = worker;
        this.producerNumber = producerNumber;
        this.warmUp = warmUp;
        this.sources = sources;
    }

    /** Everything that a run needs in order to send. */
    record Ready(
            List<Producer<byte[], byte[]>> producers,
            Messages messages,
            List<ProducerObserver.Observation> observations) {}

    /**
     * Returns why this worker must not execute a run, or empty if it may. The controller checks the same rules; the worker does not rely on
     * it.
     */
    public Optional<String> refusal(RunSpec spec) {
        return cluster.refusals(spec).stream()
                .map(refusal -> refusal.field() + " " + refusal.message())
                .reduce((first, second) -> first + "; " + second);
    }

    /**
     * @throws IllegalArgumentException if the run's messages cannot be generated
     * @throws KafkaException if Kafka rejects a request for good
     */
    Ready open(String run, Plan plan) throws InterruptedException {
        RunSpec spec = plan.spec();
        NativeCodecs.require(spec.producer().compression());
        Payloads payloads = Payloads.prepare(run, spec, sources);
        warmUp.of(run, plan, payloads);
        PartitionNumbers partitions = plan.partitionNumbers();
        TargetCluster target = cluster.ofRun(spec.topic());
        awaitTopics(run, target, partitions.topics());
        List<Producer<byte[], byte[]>> producers = new ArrayList<>();
        try {
            for (int number = 0; number < spec.producer().perWorker(); number++) {
                Producer<byte[], byte[]> producer = target.producer(spec, payloads.bytesMax(), run, number);
                producers.add(producer);
                awaitLeaders(producer, run, target, partitions);
                if (spec.transactions().isPresent()) {
                    awaitTransactions(producer, run, target);
                }
            }
            busTime.awaitKnown();
            PayloadWriter payload = payloads.writer(worker, run, new BusTimestamp(busTime::offsetNanos));
            Messages messages = Messages.of(run, plan, payload, producerNumber, partitions, busTime::offsetNanos);
            return new Ready(
                    producers,
                    messages,
                    producers.stream().map(observer::observe).toList());
        } catch (InterruptedException | RuntimeException e) {
            producers.forEach(producer -> producer.close(Duration.ZERO));
            throw e;
        }
    }

    /**
     * Waits for the controller to create the topics. Until then, a producer must not request a topic's metadata, because the request could
     * make the broker create the topic.
     */
    private static void awaitTopics(String run, TargetCluster target, List<String> topics) throws InterruptedException {
        Admin admin = target.admin(run);
        try {
            Waiting waiting = new Waiting(run, target, Counted.noun(topics.size(), "topic") + " " + Listing.of(topics));
            while (true) {
                try {
                    admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(DESCRIBE_TIMEOUT_MS))
                            .allTopicNames()
                            .get();
                    return;
                } catch (ExecutionException e) {
                    waiting.again(ErrorMessage.unwrapped(e));
                }
            }
        } finally {
            // after an interrupt, close() must not wait for responses that are no longer needed
            admin.close(Duration.ZERO);
        }
    }

    /** Waits until the producer knows all the run's partitions. */
    private static void awaitLeaders(
            Producer<byte[], byte[]> producer, String run, TargetCluster target, PartitionNumbers partitions)
            throws InterruptedException {
        for (int topic = 0; topic < partitions.topics().size(); topic++) {
            String name = partitions.topics().get(topic);
            Waiting waiting = new Waiting(run, target, "the leaders of topic " + name);
            while (true) {
                try {
                    int known = producer.partitionsFor(name).size();
                    if (known >= partitions.partitions(topic)) {
                        break;
                    }
                    waiting.again(
                            new UnknownTopicOrPartitionException("only " + Counted.of(known, "partition") + " known"));
                } catch (InterruptException e) {
                    throw interrupted();
                } catch (KafkaException e) {
                    waiting.again(e);
                }
            }
        }
    }

    private static void awaitTransactions(Producer<byte[], byte[]> producer, String run, TargetCluster target)
            throws InterruptedException {
        Waiting waiting = new Waiting(run, target, "the transaction coordinator");
        while (true) {
            try {
                producer.initTransactions();
                return;
            } catch (InterruptException e) {
                throw interrupted();
            } catch (KafkaException e) {
                waiting.again(e);
            }
        }
    }

    /** Converts Kafka's exception, which sets the interrupt flag again, to an InterruptedException. */
    private static InterruptedException interrupted() {
        var unused = Thread.interrupted();
        return new InterruptedException();
    }

    /** Waits for something in Kafka, logging each reason for waiting once. */
    private static final class Waiting {
        private final String run;
        private final TargetCluster target;
        private final String what;
        private final Backoff backoff = Backoff.ofRequests();
        private Optional<String> lastReason = Optional.empty();

        private Waiting(String run, TargetCluster target, String what) {
            this.run = run;
            this.target = target;
            this.what = what;
        }

        private void again(Throwable error) throws InterruptedException {
            if (!(error instanceof RetriableException) && error instanceof ApiException refusal) {
                throw refusal;
            }
            Optional<String> reason = Optional.of(Reason.of(error));
            if (!reason.equals(lastReason)) {
                LOG.atWarn()
                        .addKeyValue("run", run)
                        .log("waiting for {} at {}: {}", what, target.address(), reason.get());
                lastReason = reason;
            }
            Thread.sleep(backoff.next());
        }
    }
}
