package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.RunPhase;
import klt.common.report.Totals.Messages;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.report.Reporter;

/**
 * The run {@code r} on a harness, with workers that follow their grants, message by message, and with a log of what reached Kafka. A turn
 * is a second: every worker reads, sends what is due, and reports; then a tick is written and read. After each turn, the totals must add
 * up.
 */
public final class FakeFleet {

    private static final String RUN = "r";
    private static final int TURNS_MAX = 400;

    private CoreHarness harness = new CoreHarness();
    private final Map<String, FakeWorker> workers = new LinkedHashMap<>();

    /** how often each sequence was received */
    private final NavigableMap<Long, Integer> log = new TreeMap<>();

    private int joined;

    public CoreHarness harness() {
        return harness;
    }

    public Run run() {
        return harness.run(RUN);
    }

    FakeWorker worker(String id) {
        return Objects.requireNonNull(workers.get(id));
    }

    void join(String... ids) {
        for (String id : ids) {
            workers.put(id, new FakeWorker(id, log));
            harness.heartbeat(id);
        }
    }

    /** The run continues with these workers; its load begins in the next turn. */
    public void begin(String yaml, String... ids) {
        join(ids);
        harness.submit(RUN, yaml);
        harness.on(CoreHarness.topicsReady(RUN, List.of(0L)));
        turnUntil(RunPhase.SCHEDULED);
        turns(1);
    }

    public void turns(int count) {
        for (int i = 0; i < count; i++) {
            turn();
        }
    }

    public void turnUntil(RunPhase phase) {
        for (int i = 0; i < TURNS_MAX && run().phase() != phase; i++) {
            turn();
        }
        assertThat(run().phase()).as("%s", run().end()).isEqualTo(phase);
    }

    private void turn() {
        harness.pass(Duration.ofSeconds(1));
        for (FakeWorker worker : List.copyOf(workers.values())) {
            if (harness.hasRecord(RUN) && !run().phase().isEnded()) {
                worker.turn(harness.record(RUN), harness.now());
            }
            if (worker.hasDeparted()) {
                workers.remove(worker.id());
                harness.bye(worker.id());
            } else if (worker.isReporting()) {
                worker.progress()
                        .ifPresentOrElse(
                                progress -> harness.report(worker.id(), progress),
                                () -> harness.heartbeat(worker.id()));
            }
        }
        harness.tickNow();
        assertBalance();
    }

    /** From now on, the worker sends no reports and does nothing. */
    public void kill(String worker) {
        Objects.requireNonNull(workers.remove(worker));
    }

    /** The worker was asked to shut down: it leaves when others have its shards. */
    void leave(String worker) {
        harness.leaves(worker);
        worker(worker).leaves();
    }

    /** Another controller takes over. */
    void takeOver() {
        takeOver(run().past());
    }

    /** @param past what the earlier controller stored */
    void takeOver(RunHistory past) {
        harness = harness.successor(run -> past);
    }

    /** Workers continue for some seconds without a controller; the next one reads their reports. */
    void withoutController(int seconds) {
        for (int second = 0; second < seconds; second++) {
            harness.pass(Duration.ofSeconds(1));
            for (FakeWorker worker : workers.values()) {
                worker.turn(harness.record(RUN), harness.now());
                worker.progress().ifPresent(progress -> harness.unread(worker.id(), progress));
            }
        }
    }

    double elapsedSeconds() {
        return run().timeline().elapsedSeconds(harness.now());
    }

    /** One random event, and a turn. */
    void disturb(Random random) {
        if (workers.size() < 2) {
            join("w" + ++joined);
        }
        String any = List.copyOf(workers.keySet()).get(random.nextInt(workers.size()));
        switch (random.nextInt(20)) {
            case 0, 1 -> join("w" + ++joined);
            case 2 -> kill(any);
            case 3 -> leave(any);
            case 4 -> worker(any).blockControl(true);
            case 5 -> worker(any).blockStatus(true);
            case 6 -> harness.on(new Event.LoadChangeRequested(RUN, new LoadRequest.Pause()));
            case 7, 8 -> harness.on(new Event.LoadChangeRequested(RUN, new LoadRequest.Resume()));
            case 9 -> harness.on(new Event.LoadChangeRequested(RUN, new LoadRequest.SetRate(20 + random.nextInt(100))));
            case 10 -> worker(any).abandon();
            default -> recover();
        }
        turn();
    }

    /** All workers can read and report again. */
    private void recover() {
        workers.values().forEach(worker -> {
            worker.blockControl(false);
            worker.blockStatus(false);
        });
    }

    /** No more events occur, and the remaining workers do the rest. */
    void finishUndisturbed() {
        recover();
        join("w" + ++joined);
        turns(Fleet.LEASE_TICKS + Fleet.MASS_LOSS_TICKS);
        harness.on(new Event.LoadChangeRequested(RUN, new LoadRequest.Resume()));
        turnUntil(RunPhase.DONE);
    }

    /** Until a worker that sends no more reports is lost: the tick after its last report counts too. */
    void turnsUntilLost() {
        turns(Fleet.LEASE_TICKS - 1);
    }

    List<Grant> grantsOf(String worker) {
        return harness.record(RUN).grantsOf(worker);
    }

    /** Number of messages due in this many milliseconds. */
    public long dueIn(long millis) {
        Instant start = run().startAt().orElseThrow();
        long elapsed = Duration.between(start, harness.now()).plusMillis(millis).toNanos();
        return run().fireTimes().orElseThrow().firstAtOrAfter(elapsed);
    }

    public List<Args> logged(RunLog.Kind kind) {
        return run().log().entries().stream()
                .filter(entry -> entry.kind() == kind)
                .map(RunLog.Entry::args)
                .toList();
    }

    public Messages messages() {
        return new Reporter("test")
                .document(run(), harness.now())
                .result()
                .totals()
                .messages();
    }

    private void assertBalance() {
        Messages messages = messages();
        messages.planned().ifPresent(planned -> {
            long unsent = messages.unsent().orElseThrow();
            assertThat(messages.acked() + messages.failed() + messages.indeterminate() + unsent)
                    .isEqualTo(planned);
            assertThat(unsent).isNotNegative();
        });
        assertThat(messages.acked()).isLessThanOrEqualTo(log.size());
    }

    /** The topic ends after the messages that were sent, and not far beyond them. */
    void finish() {
        harness.keepsEnds();
        turnUntil(RunPhase.DRAINING);
        for (int turn = 0;
                turn < TURNS_MAX && harness.commanded(Command.ReadEnds.class).isEmpty();
                turn++) {
            turn();
        }
        long records = log.values().stream().mapToLong(Integer::longValue).sum();
        harness.on(new Event.EndsRead(RUN, List.of(List.of(records))));
    }

    /** Number of messages that were received more than once. */
    long duplicates() {
        return log.values().stream().filter(count -> count > 1).count();
    }

    /** Every message was received, and the number of possible duplicates is known. */
    void assertWhole(long messages) {
        assertThat(run().phase()).as("%s", run().end()).isEqualTo(RunPhase.DONE);
        assertThat(log.keySet())
                .containsExactlyElementsOf(LongStream.range(0, messages).boxed().toList());
        assertThat(messages().acked()).isEqualTo(messages);
        assertThat(messages().unsent()).contains(0L);
        assertThat(duplicates()).isLessThanOrEqualTo(messages().handoverDuplicates());
    }

    DesiredRun record() {
        return harness.record(RUN);
    }
}
