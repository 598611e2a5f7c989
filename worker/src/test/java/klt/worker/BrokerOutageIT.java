package klt.worker;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("extended")
class BrokerOutageIT {

    private static final int MESSAGES = 6_000;

    @Test
    void goesOnThroughAnOutageAndSaysWhatIsUncertain() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "outage").createBus()) {
            control.create("load", 1, Map.of());
            Worker worker = start(control);
            String id = control.awaitWorker("w1");
            DesiredRun run = preparing(
                    plan("{topic: {name: load, partitions: 1}, messages: " + MESSAGES
                            + ", rate: 500, payload: {format: raw, size: 100},"
                            + " workers: {lapse: strict},"
                            + " producer: {requestTimeoutMs: 1000, deliveryTimeoutMs: 1500}}"),
                    id);
            control.countOn(List.of(id));
            control.publish(run);
            control.awaitState(RUN, RunState.READY, id);
            DesiredRun started = started(run, ControlSide.soon());
            control.publish(started);
            control.await("some messages", () -> progress(control, id).acked() >= 500);

            kafka.stop(0);
            // longer than workers.lapse: the worker stops sending, but continues to run
            awaitPassed(7_000);
            kafka.restart(0);
            control.finish(started, id);
            worker.stop("the test is over");

            RunProgress progress = progress(control, id);
            assertThat(progress.sent()).isEqualTo(MESSAGES);
            assertThat(progress.inFlight()).isZero();
            assertThat(progress.indeterminate()).isPositive();
            assertThat(progress.errors())
                    .extracting(ErrorCount::outcome)
                    .contains(Outcome.INDETERMINATE)
                    .doesNotContain(Outcome.FATAL);
            assertThat(progress.errors().stream().mapToLong(ErrorCount::count).sum())
                    .isEqualTo(progress.failed() + progress.indeterminate());
            // acked messages are in the log once; indeterminate ones may be
            List<Long> log = control.sequences("load");
            assertThat(log).doesNotHaveDuplicates();
            assertThat((long) log.size()).isBetween(progress.acked(), progress.acked() + progress.indeterminate());
            assertThat(log)
                    .containsAll(
                            LongStream.range(MESSAGES - 100, MESSAGES).boxed().toList());
            // the response times include the wait for the end of the outage, and no interval is lost
            List<Interval> intervals = control.intervals(RUN);
            assertThat(intervals)
                    .extracting(Interval::number)
                    .doesNotHaveDuplicates()
                    .hasSize((int) progress.intervals());
            control.await("its goodbye", () -> control.bye(id).isPresent());
        }
    }

    @Test
    void startsBeforeKafkaIsThere() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "late")) {
            kafka.stop(0);
            Worker worker = start(control);
            assertThat(Http.get(worker.metricsPort(), "/health/live").statusCode())
                    .isEqualTo(200);
            assertThat(Http.get(worker.metricsPort(), "/health/ready").statusCode())
                    .isEqualTo(503);
            kafka.restart(0);
            Http.awaitBody(worker.metricsPort(), "/health/ready", "UnknownTopicOrPartitionException");
            assertThat(control.topicNames()).isEmpty();

            control.createBus();

            control.awaitWorker("w1");
            Http.awaitBody(worker.metricsPort(), "/health/ready", "ready\n");
            worker.stop("the test is over");
        }
    }

    private static Worker start(ControlSide control) throws Exception {
        return Worker.start(
                WorkerConfig.from(new Environment(control.environment("w1"))),
                System::nanoTime,
                InstantSource.system());
    }

    private static RunProgress progress(ControlSide control, String worker) {
        return control.progress(RUN, worker).orElseThrow();
    }

    /** Waits for the length of an outage, for which there is nothing to poll. */
    private static void awaitPassed(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
