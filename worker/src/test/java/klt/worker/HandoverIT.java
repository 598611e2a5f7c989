package klt.worker;

import static klt.worker.TestRuns.ALL;
import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withGrants;
import static klt.worker.TestRuns.withMembers;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import klt.worker.core.Departure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Workers that gain and lose shards while they send. */
@Tag("extended")
class HandoverIT {

    private static final List<Integer> EVEN =
            ALL.stream().filter(shard -> shard % 2 == 0).toList();
    private static final List<Integer> ODD =
            ALL.stream().filter(shard -> shard % 2 == 1).toList();

    /** Time limit, in addition to the waits that are part of a test. */
    private static final Duration SLACK = Duration.ofSeconds(8);

    private static EmbeddedKafka kafka;

    private final List<Worker> running = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private ControlSide control;
    private String topic;
    private Instant startAt = Instant.EPOCH;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void openControl(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        topic = "load-" + name;
        control = new ControlSide(kafka.bootstrapServers(), name).createBus();
        control.create(topic, 3, Map.of());
    }

    @AfterEach
    void stopWorkers() throws Exception {
        for (Worker worker : running) {
            worker.stop("the test is over");
        }
        control.close();
    }

    @Test
    void twoWorkersHandShardsOverWhileTheySend() throws Exception {
        String first = start("w1");
        DesiredRun alone = begin(run("messages: 10000, rate: 1000", first));
        String joiner = start("w2");
        control.publish(withMembers(alone, first, joiner));
        control.awaitState(RUN, RunState.READY, joiner);

        long cut = dueSoon(1_000);
        Grant joined = grant(3, joiner, cut, ODD);
        DesiredRun shared = withGrants(
                withMembers(alone, first, joiner),
                everything(1, first).endingAt(cut),
                grant(2, first, cut, EVEN),
                joined);
        control.publish(shared);
        control.finish(shared, first, joiner);

        assertThat(control.sequences(topic)).isEqualTo(upTo(10_000));
        RunProgress left = progress(first);
        RunProgress right = progress(joiner);
        assertThat(left.acked() + right.acked()).isEqualTo(10_000);
        assertThat(right.acked()).isEqualTo(joined.messagesBetween(cut, 10_000, SHARDS));
        assertThat(left.completed().acked()).isEqualTo(left.acked());
        assertThat(right.completed().acked()).isEqualTo(right.acked());
        assertThat(right.times().startSkewNanos())
                .hasValueSatisfying(skew -> assertThat(skew).isLessThan(SLACK.toNanos()));
    }

    @Test
    void repairsAHoleWhileItSends() throws Exception {
        String worker = start("w1");
        Grant own = grant(1, worker, 1_000, ALL);
        DesiredRun run = begin(withGrants(run("messages: 4000, rate: 1000", worker), own));

        DesiredRun mended = withGrants(run, own, TestRuns.repair(2, worker, 0, 1_000, ALL));
        control.publish(mended);
        control.finish(mended, worker);

        assertThat(control.sequences(topic)).isEqualTo(upTo(4_000));
        assertThat(progress(worker).completed().acked()).isEqualTo(4_000);
        assertThat(progress(worker).completed().repaired()).isEqualTo(1_000);
    }

    @Test
    void finishesWhatItHasAndLeavesWhenItsGrantsAreMoved() throws Exception {
        String leaver = start("w1");
        String heir = start("w2");
        DesiredRun run = begin(withGrants(run("messages: 10000, rate: 1000", leaver, heir), everything(1, leaver)));
        Worker stopped = running.removeFirst();
        Thread stopping = Thread.ofPlatform().start(() -> stop(stopped));

        control.await("that it leaves", () -> control.heartbeat(leaver).leaving());
        long cut = dueSoon(1_000);
        Grant last = everything(1, leaver).endingAt(cut);
        Grant inherited = grant(2, heir, cut, ALL);
        control.publish(withGrants(run, last, inherited));
        control.await(
                "the end of its grant", () -> progress(leaver).grants().stream().allMatch(GrantProgress::isOver));
        DesiredRun without = withMembers(withGrants(run, inherited), heir);
        control.publish(without);

        assertThat(stopping.join(SLACK)).isTrue();
        control.await("its goodbye", () -> control.bye(leaver).isPresent());
        assertThat(progress(leaver).state()).isEqualTo(RunState.FINISHED);
        assertThat(progress(leaver).acked()).isEqualTo(cut);
        control.finish(without, heir);
        assertThat(control.sequences(topic)).isEqualTo(upTo(10_000));
    }

    @Test
    void leavesAfterAWhileWhenNoWorkerTakesItsShardsAndReportsItsPositions() throws Exception {
        String worker = start("w1");
        begin(run("messages: 100000, rate: 500", worker));
        long before = position(worker);
        long begun = System.nanoTime();

        running.removeFirst().stop("asked to end");

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).isBetween(Departure.ATTENDED_MAX, Departure.ATTENDED_MAX.plus(SLACK));
        control.await("its goodbye", () -> control.bye(worker).isPresent());
        assertThat(control.heartbeat(worker).leaving()).isTrue();
        RunProgress progress = progress(worker);
        assertThat(progress.state()).isEqualTo(RunState.FINISHED);
        assertThat(progress.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.isOver()).isTrue();
            // it continued in the meantime
            assertThat(grant.position()).isGreaterThan(before + 3_000);
            assertThat(control.sequences(topic)).isEqualTo(upTo(grant.position()));
        });
        assertThat(progress.completed().acked()).isEqualTo(progress.acked()).isEqualTo(progress.sent());
    }

    @Test
    void leavesAtOnceWhenItHasNothingToGiveAway() throws Exception {
        String worker = start("w1");
        DesiredRun run = run("messages: 1000, rate: 500", worker);
        control.publish(run);
        control.awaitState(RUN, RunState.READY, worker);
        long begun = System.nanoTime();

        running.removeFirst().stop("asked to end");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SLACK);
        control.await("its goodbye", () -> control.bye(worker).isPresent());
        assertThat(progress(worker).state()).isEqualTo(RunState.FINISHED);
        assertThat(progress(worker).sent()).isZero();
    }

    @Test
    void endsWhenTheControllerNoLongerCountsOnIt() throws Exception {
        String worker = start("w1");
        begin(run("messages: 100000, rate: 500", worker));
        control.awaitTick(worker);

        control.countOn(List.of());

        assertThat(running.getFirst().awaitEnd()).isEqualTo("the controller declared this worker lost");
        running.removeFirst().stop("the controller declared this worker lost");
        control.await("its goodbye", () -> control.bye(worker).isPresent());
        assertThat(progress(worker).sent()).isLessThan(50_000);
        assertThat(control.sequences(topic)).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo((int)
                progress(worker).acked());
    }

    @Test
    void endsWhenItReadsNoTicksAndItsRunIsStrict() throws Exception {
        String worker = start("w1");
        begin(run("messages: 100000, rate: 500, workers: {lapse: strict}", worker));
        control.awaitTick(worker);

        control.stopTicks();
        long begun = System.nanoTime();

        assertThat(running.getFirst().awaitEnd()).isEqualTo("lost contact with the controller");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(13));
        running.removeFirst().stop("lost contact with the controller");
        control.await("its goodbye", () -> control.bye(worker).isPresent());
        assertThat(progress(worker).state()).isEqualTo(RunState.FINISHED);
        assertThat(control.sequences(topic))
                .isEqualTo(upTo(progress(worker).grants().getFirst().position()));
    }

    private String start(String name) throws Exception {
        running.add(Worker.start(
                WorkerConfig.from(new Environment(control.environment(name))),
                System::nanoTime,
                InstantSource.system()));
        ids.add(control.awaitWorker(name));
        control.countOn(ids);
        return ids.getLast();
    }

    private static void stop(Worker worker) {
        try {
            worker.stop("asked to end");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private DesiredRun run(String more, String... members) {
        return preparing(plan(topic, 3, "payload: {format: raw, size: 100}, " + more), members);
    }

    /** Waits until the first member has sent some messages. */
    private DesiredRun begin(DesiredRun run) throws Exception {
        control.publish(run);
        control.awaitState(RUN, RunState.READY, run.members().toArray(String[]::new));
        startAt = ControlSide.soon();
        DesiredRun started = in(RunPhase.RUNNING, started(run, startAt));
        control.publish(started);
        control.await("some messages", () -> progress(run.members().getFirst()).acked() >= 300);
        return started;
    }

    private RunProgress progress(String worker) {
        return control.progress(RUN, worker).orElseThrow();
    }

    /** The message that is due in two seconds; by then, every worker has read what is written now. */
    private long dueSoon(int rate) {
        return (Duration.between(startAt, Instant.now()).toMillis() + 2_000) * rate / 1_000;
    }

    /** A worker's position in the first of its grants. */
    private long position(String worker) {
        return progress(worker).grants().getFirst().position();
    }

    private static List<Long> upTo(long messages) {
        return LongStream.range(0, messages).boxed().toList();
    }
}
