package klt.worker;

import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.verifying;
import static klt.worker.TestRuns.withId;
import static klt.worker.TestRuns.withTopic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import klt.common.protocol.Audit;
import klt.common.protocol.Consumed;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.RunPhase;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A worker holds the same memory after many runs as after a few: nothing of a run outlives it, except the metrics of the newest runs. */
@Isolated
@Tag("extended")
class ManyRunsIT {

    private static final int PARTITIONS = 12;
    private static final int MESSAGES = 200;

    /** Metrics of the five newest runs are kept. */
    private static final int SOME = 6;

    private static final int MANY = 9;

    /**
     * Objects of the worker, of Kafka's clients and of the metrics; objects created once per location in the code do not belong to a run.
     */
    private static final Pattern OURS = Pattern.compile(
            "(klt\\.worker|io\\.micrometer|io\\.prometheus|org\\.apache\\.kafka\\.clients)\\.(?!.*\\$\\$Lambda).*");

    /** The worker's own producer, for its status, and that of the test. */
    private static final long PRODUCERS = 2;

    private static final String RUN_PREFIX = "r-20261123-0412-";
    private static final int SETTLING_TICKS = 3;
    private static final Duration SOON = Duration.ofMillis(200);

    @Test
    void leaveNothingBehind() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "many").createBus()) {
            control.create("load", PARTITIONS, Map.of());
            Worker worker = Worker.start(
                    WorkerConfig.from(new Environment(control.environment("w1"))),
                    System::nanoTime,
                    InstantSource.system());
            String id = control.awaitWorker("w1");
            control.countOn(List.of(id));
            try {
                carryOut(control, id, 0, SOME);
                control.awaitTicks(SETTLING_TICKS);
                Map<String, Long> some = left();
                carryOut(control, id, SOME, MANY);

                // threads, and the objects that they hold, end shortly after their run
                await("nothing becomes more with each run")
                        .pollInSameThread()
                        .until(() -> grown(some, left()), Map::isEmpty);
            } finally {
                worker.stop("the test is over");
            }
        }
    }

    private static void carryOut(ControlSide control, String worker, int from, int until) throws Exception {
        for (int number = from; number < until; number++) {
            String run = RUN_PREFIX + number;
            DesiredRun desired = withId(
                    withTopic(
                            preparing(
                                    plan("{topic: {name: load, partitions: 12}, messages: " + MESSAGES
                                            + ", rate: 2000, verification: after, consumers: {groups: 1, members: 2}}"),
                                    worker),
                            PARTITIONS),
                    run);
            control.publish(desired);
            control.awaitState(run, RunState.READY, worker);
            desired = started(desired, Instant.now().plus(SOON));
            control.publish(desired);
            control.finish(desired, worker);
            List<Integer> all = IntStream.range(0, PARTITIONS).boxed().toList();
            control.publish(verifying(
                    desired,
                    new Audit(
                            List.of(),
                            Collections.nCopies(PARTITIONS, 0L),
                            ends(control, run),
                            List.of(new Audit.Task(1, worker, all)),
                            List.of())));
            control.await("the topic is read back", () -> done(control, run) == PARTITIONS);
            control.await("the group has read", () -> read(control, run) > 0);
            // while a run is read back, its producer and the producer's buffers are not needed
            assertThat(left()).containsEntry("org.apache.kafka.clients.producer.internals.BufferPool", PRODUCERS);
            control.publish(in(RunPhase.DONE, desired));
            control.await(
                    "the run is forgotten", () -> control.progress(run, worker).isEmpty());
        }
    }

    /** The offsets after the last message of a run, by partition. */
    private static List<Long> ends(ControlSide control, String run) {
        control.await(
                "complete ledgers",
                () -> given(control, run).stream().mapToLong(Given::completed).sum() == MESSAGES);
        return given(control, run).stream().map(given -> given.lastOffset() + 1).toList();
    }

    private static List<Given> given(ControlSide control, String run) {
        return control.reports(SendLedgerReport.class).stream()
                .filter(evidence -> evidence.run().equals(run))
                .reduce((earlier, later) -> later)
                .map(SendLedgerReport::given)
                .orElse(List.of());
    }

    private static long done(ControlSide control, String run) {
        return control.reports(PartitionAuditReport.class).stream()
                .filter(audited -> audited.run().equals(run) && audited.done())
                .map(PartitionAuditReport::partition)
                .distinct()
                .count();
    }

    private static long read(ControlSide control, String run) {
        return control.reports(Consumed.class).stream()
                .filter(consumed -> consumed.run().equals(run))
                .mapToLong(consumed -> consumed.records().received())
                .max()
                .orElse(0);
    }

    /** The objects whose number grew with each run. */
    private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> grown = new TreeMap<>();
        after.forEach((name, count) -> {
            long more = count - before.getOrDefault(name, 0L);
            if (more >= MANY - SOME) {
                grown.put(name, more);
            }
        });
        return grown;
    }

    /** By name, the number of reachable objects, and of threads of runs. */
    private static Map<String, Long> left() throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[] {}},
                        new String[] {String[].class.getName()});
        Map<String, Long> left = histogram
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length >= 4 && OURS.matcher(words[3]).matches())
                .collect(Collectors.toMap(
                        words -> words[3], words -> Long.parseLong(words[1]), Long::sum, TreeMap::new));
        left.put(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().contains(RUN_PREFIX))
                        .count());
        return left;
    }
}
