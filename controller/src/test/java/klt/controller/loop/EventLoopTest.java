package klt.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import klt.common.code.Args;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.history.RunLog;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(1);

    private final AtomicLong nanos = new AtomicLong();
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(
            () -> new ControllerCore(1, spec -> List.of(), new RunStore(), new Notices(false)),
            new Reporter("test")::snapshot,
            nanos::get,
            Clock.systemUTC());

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(condition);
    }

    private void lead(Consumer<Command> outside) {
        loop.put(runtime -> runtime.connect(outside));
        loop.put(CoreRuntime::startTicking);
    }

    private void acked(long sentNanos, long ackedNanos, long appendMillis) {
        loop.put(runtime -> runtime.onTickAcked(sentNanos, ackedNanos, appendMillis));
    }

    private long ticks() {
        return commands.stream().filter(Command.PublishTick.class::isInstance).count();
    }

    private void turns() {
        assertThat(loop.<Integer>ask((core, now) -> core.runs().size())).isNotNegative();
    }

    @Test
    void theSnapshotShowsWhatARequestHasChanged() {
        assertThat(loop.snapshot().runs()).isEmpty();

        loop.request(new Event.Submitted("r", CoreHarness.spec("{messages: 1, rate: 1}")));

        assertThat(loop.snapshot().runs()).containsOnlyKeys("r");
    }

    @Test
    void aSnapshotIsReadWithoutTheLoopAndOnlyWhileItIsFresh() {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        lead(command -> {
            stuck.countDown();
            awaitRelease(released);
        });
        await(() -> stuck.getCount() == 0);

        assertThat(loop.snapshot().runs()).isEmpty();
        nanos.addAndGet(6 * SECOND);
        assertThatThrownBy(loop::snapshot).isInstanceOf(EventLoop.BusyException.class);

        released.countDown();
        await(this::isFresh);
    }

    @Test
    void noSnapshotIsShownWhileRunsAreReplayed() {
        loop.request(new Event.Submitted("r", CoreHarness.spec("{messages: 1, rate: 1}")));

        loop.run(CoreRuntime::renew);
        loop.run(CoreRuntime::beginReplay);
        assertThatThrownBy(loop::snapshot).isInstanceOf(EventLoop.BusyException.class);
        assertThat(loop.unready()).isPresent();

        loop.post(new Event.ReplayFinished());
        await(this::isFresh);
        assertThat(loop.unready()).isEmpty();
    }

    private static void awaitRelease(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFresh() {
        try {
            return loop.snapshot().runs().isEmpty();
        } catch (EventLoop.BusyException e) {
            return false;
        }
    }

    @Test
    void aTickIsDueASecondAfterTheLastAndOnlyWhenThatWasAcknowledged() {
        lead(commands::add);
        await(() -> ticks() == 1);
        nanos.addAndGet(5 * SECOND);
        turns();
        turns();
        assertThat(ticks()).isEqualTo(1);

        acked(0, nanos.get(), 1_000_000);

        await(() -> ticks() == 2);
    }

    @Test
    void noTickFollowsALateOneAtOnce() {
        lead(commands::add);
        await(() -> ticks() == 1);
        nanos.addAndGet(5 * SECOND);
        acked(0, nanos.get(), 1_000_000);
        await(() -> ticks() == 2);

        acked(nanos.get(), nanos.get(), 1_000_000);
        turns();
        turns();

        assertThat(ticks()).isEqualTo(2);
    }

    @Test
    void busTimeIsThatOfTheBrokerOnceATickWasAcknowledged() {
        lead(commands::add);
        await(() -> ticks() == 1);

        acked(nanos.get(), nanos.get(), 4_000_000_000_000L);

        assertThat(loop.<Long>ask((core, now) -> now.toEpochMilli())).isEqualTo(4_000_000_000_000L);
    }

    @Test
    void ticksGoOnAfterOneThatCouldNotBeSent() {
        lead(command -> {
            commands.add(command);
            throw new IllegalStateException("the producer is closed");
        });
        await(() -> ticks() == 1);

        nanos.addAndGet(SECOND);

        await(() -> ticks() == 2);
    }

    @Test
    void ticksGoOnUnderANewConnectionWhenTheLastOneWasNeverAcknowledged() {
        lead(commands::add);
        await(() -> ticks() == 1);

        loop.run(CoreRuntime::disconnect);
        lead(commands::add);

        await(() -> ticks() == 2);
    }

    @Test
    void commandsWaitForAConnectionAndNoTickIsDueMeanwhile() {
        lead(commands::add);
        await(() -> ticks() == 1);
        loop.run(CoreRuntime::disconnect);
        commands.clear();
        nanos.addAndGet(10 * SECOND);

        assertThat(loop.request(new Event.Submitted("r", CoreHarness.spec("{messages: 1}"))))
                .isEqualTo(new Reply.Accepted());
        turns();
        assertThat(commands).isEmpty();
        assertThat(loop.silence()).isZero();
        lead(commands::add);
        turns();

        assertThat(commands.getFirst()).isInstanceOf(Command.Store.class);
    }

    @Test
    void silenceLastsUntilATickIsAcknowledged() {
        lead(commands::add);
        await(() -> ticks() == 1);

        nanos.addAndGet(12 * SECOND);
        assertThat(loop.silence()).hasSeconds(12);
        acked(0, nanos.get(), 1_000_000);
        turns();

        assertThat(loop.silence()).isZero();
    }

    /** A tick is due and sent, some time passes while the loop turns, and the tick is acknowledged. */
    private void tickAckedAfter(int seconds) {
        long before = ticks();
        nanos.addAndGet(SECOND);
        await(() -> ticks() == before + 1);
        for (int second = 0; second < seconds; second++) {
            nanos.addAndGet(SECOND);
            turns();
            turns();
        }
        acked(nanos.get(), nanos.get(), 1_000_000);
        turns();
    }

    private List<Args> outages() {
        return loop.ask((core, now) -> core.run("r").orElseThrow().log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.KAFKA_SILENT)
                .map(RunLog.Entry::args)
                .toList());
    }

    @Test
    void saysForHowLongKafkaDidNotAnswer() {
        loop.request(new Event.Submitted("r", CoreHarness.spec("{messages: 1}")));
        lead(commands::add);
        await(() -> ticks() == 1);
        acked(nanos.get(), nanos.get(), 1_000_000);
        tickAckedAfter(0);
        assertThat(outages()).isEmpty();

        tickAckedAfter(75);

        assertThat(outages()).containsExactly(Args.of("outageSeconds", 75.0));
    }

    @Test
    void doesNotTakeItsOwnStandstillForOneOfKafka() {
        loop.request(new Event.Submitted("r", CoreHarness.spec("{messages: 1}")));
        lead(commands::add);
        await(() -> ticks() == 1);
        acked(nanos.get(), nanos.get(), 1_000_000);
        turns();

        nanos.addAndGet(75 * SECOND);
        await(() -> ticks() == 2);
        acked(nanos.get(), nanos.get(), 1_000_000);

        assertThat(outages()).isEmpty();
    }

    @Test
    void countsAnOutageOverANewConnectionButNotARestartForAnotherReason() {
        loop.request(new Event.Submitted("r", CoreHarness.spec("{messages: 1}")));
        lead(commands::add);
        await(() -> ticks() == 1);
        acked(nanos.get(), nanos.get(), 1_000_000);
        loop.run(CoreRuntime::disconnect);
        for (int second = 0; second < 20; second++) {
            nanos.addAndGet(SECOND);
            turns();
            turns();
        }
        lead(commands::add);
        await(() -> ticks() == 2);
        acked(nanos.get(), nanos.get(), 1_000_000);
        assertThat(outages()).containsExactly(Args.of("outageSeconds", 19.0));

        loop.put(CoreRuntime::onSessionRestart);
        tickAckedAfter(20);
        assertThat(outages()).hasSize(1);
    }

    @Test
    void aQuestionThatFailsFailsForTheAskerOnly() {
        assertThatThrownBy(() -> loop.ask((core, now) -> {
                    throw new IllegalStateException("a bug");
                }))
                .hasRootCauseMessage("a bug");

        turns();
        assertThat(loop.isAlive()).isTrue();
    }

    @Test
    void aLoopThatHasEndedAnswersNoRequest() {
        loop.close();

        assertThatThrownBy(() -> loop.ask((core, now) -> 1)).isInstanceOf(EventLoop.BusyException.class);
        assertThat(loop.isAlive()).isFalse();
    }
}
