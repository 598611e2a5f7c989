package klt.worker;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker sends in transactions that it aborts on purpose, and the broker rejects some of the messages. */
@Tag("extended")
class RefusedTransactionIT {

    private static final String TOPIC = "small-messages";

    @Test
    void refusedMessagesFailAndOthersAreAborted() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                ControlSide control = new ControlSide(kafka.bootstrapServers(), "refused").createBus()) {
            control.create(TOPIC, 3, Map.of("max.message.bytes", "3000"));
            Worker worker = Worker.start(
                    WorkerConfig.from(new Environment(control.environment("w1"))),
                    System::nanoTime,
                    InstantSource.system());
            String id = control.awaitWorker("w1");
            control.countOn(List.of(id));
            DesiredRun run = preparing(
                    plan("{topic: {name: " + TOPIC + ", partitions: 3}, messages: 3000, rate: 1000, warmup: 0s,"
                            + " payload: {format: raw, size: {histogram: {100-200: 399, 4000-5000: 1}}},"
                            + " transactions: {messages: 150, abortShare: 1}}"),
                    id);
            control.publish(run);
            control.awaitState(RUN, RunState.READY, id);
            DesiredRun started = started(run, ControlSide.soon());
            control.publish(started);
            control.finish(started, id);

            RunProgress progress = control.progress(RUN, id).orElseThrow();
            OutcomeCounts completed = progress.completed();
            assertThat(completed.messages()).isEqualTo(3_000);
            assertThat(completed.indeterminate()).isZero();
            assertThat(completed.failed()).isPositive();
            assertThat(completed.aborted()).isPositive();
            assertThat(progress.errors())
                    .extracting(ErrorCount::errorClass, ErrorCount::outcome)
                    .contains(tuple("RecordTooLargeException", Outcome.FAILED));
            worker.stop("the test is over");
        }
    }
}
