package klt.worker.produce;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.plan;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.spec.message.size.Sizes;
import klt.worker.TestRuns;
import klt.worker.clock.SendTime;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.message.ArraysByLength;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.message.RawPayload;
import klt.worker.produce.message.ValueArrays;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.apache.kafka.clients.producer.Callback;

/** A run at rate max that sends to the end of its grants, and whose meter can be read in between. */
public final class MeteredRun {

    private final FakeTime time = new FakeTime(0);
    private final ErrorTable errors = new ErrorTable();
    private final AckRecorder outcomes = new AckRecorder(time, errors, error -> {}, 1, 1);
    private final RunMeter meter = new RunMeter();
    private final Queue<Callback> unanswered = new ArrayDeque<>();
    private Optional<SendLoop> loop = Optional.empty();

    public RunMeter meter() {
        return meter;
    }

    /**
     * @param onSend called with each message
     * @param atRest called when nothing is left to send; after that, the run ends
     */
    public void send(String yaml, List<Grant> grants, Runnable onSend, Runnable atRest) {
        Plan plan = plan(yaml);
        Schedule schedule = Schedule.of(plan, new ScheduleState(List.of(), false, Optional.empty()), Instant.EPOCH);
        SendLoop made = new SendLoop(
                time, time, outcomes, new SendGate(time), SHARDS, new SendLoop.SendPlan(schedule, grants), () -> {
                    atRest.run();
                    loop.orElseThrow().stop();
                });
        loop = Optional.of(made);
        StubProducer producer = new StubProducer((record, callback) -> {
            unanswered.add(callback);
            onSend.run();
        });
        outcomes.sendingThread(Thread.currentThread());
        meter.attach(made, outcomes, errors, new ClientTotals(List.of(producer), () -> 0), Optional.empty(), 0);
        made.run(
                List.of(producer),
                new Messages(
                        plan.spec(),
                        new RawPayload(
                                PayloadPool.ofBytes(1, 0),
                                new ValueArrays(new Sizes.Fixed(10), 1, new ArraysByLength())),
                        new SendTime(() -> 0),
                        TestRuns.partitions(6)),
                0);
    }

    /** Acks the oldest message in flight. */
    public void answer() {
        unanswered.remove().onCompletion(null, null);
    }
}
