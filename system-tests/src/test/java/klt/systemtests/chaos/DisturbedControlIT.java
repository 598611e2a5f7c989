package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.Proxy;
import klt.systemtests.chaos.fixtures.Proxy.Direction;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Time;
import klt.systemtests.chaos.fixtures.Traffic;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The connection to the control topics is slow or blocked, or another program created them, while the connection to the cluster under test
 * works.
 */
@Tag("chaos")
class DisturbedControlIT {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration END_MAX = Duration.ofSeconds(150);
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** With {@code workers.lapse: strict}, a worker that reads nothing stops this long after the newest tick. */
    private static final Duration STRICT = Duration.ofSeconds(5);

    /** Ticks arrive once a second, and messages that were sent have to reach the log. */
    private static final Duration STRICT_SLACK = Duration.ofMillis(1_500);

    @RegisterExtension
    private final TestSystem system = TestSystem.brokerOnly();

    private Proxy way;

    @BeforeEach
    void openTheWay() {
        way = system.proxy();
    }

    private void startSystem() {
        system.startController();
        system.startWorker("worker-1");
        system.startWorker("worker-2");
        system.startWorker("worker-3", way.address());
    }

    private record Outcome(JsonNode report, Traffic traffic) {}

    private Outcome judge(String run, Load load) {
        JsonNode report = system.api().awaitReport(run, END_MAX);
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.say(Checks.events(report));
        Checks.isDone(report);
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        Checks.namesItsDuplicates(traffic, report);
        return new Outcome(report, traffic);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aStrictWorkerThatReadsNoTicksStopsBeforeOthersOwnItsShards(Way silent) {
        startSystem();
        Load load = Load.of(Duration.ofSeconds(40), 3).withLapse("strict");
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(8), START_MAX);

        Instant held = silence(silent);

        Traffic traffic = judge(run, load).traffic();
        if (silent != Way.TO_THE_BROKER) {
            Traffic muted = traffic.by("worker-3")
                    .since(held.plus(STRICT).plus(STRICT_SLACK))
                    .before(held.plus(SILENCE));
            assertThat(muted.records().size())
                    .as("messages of a worker that hears no controller")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aWorkerThatContinuesWithoutTicksSendsOnlyDuplicatesThatTheReportCounts(Way silent) {
        startSystem();
        Load load = Load.of(Duration.ofSeconds(40), 3).withLapse("continue");
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(8), START_MAX);

        silence(silent);

        judge(run, load);
    }

    /** The direction that is blocked. */
    enum Way {
        TO_THE_BROKER,
        TO_THE_WORKER,
        BOTH
    }

    private Instant silence(Way silent) {
        Instant held = Instant.now();
        switch (silent) {
            case TO_THE_BROKER -> way.hold(Direction.TO_BROKER);
            case TO_THE_WORKER -> way.hold(Direction.TO_CLIENT);
            case BOTH -> way.hold(Direction.TO_BROKER, Direction.TO_CLIENT);
        }
        Time.pass(SILENCE);
        way.release();
        return held;
    }

    @Test
    void aSlowWayToTheControlTopicsDoesNotSlowTheLoad() {
        way.delay(Duration.ofMillis(500));
        system.startController(way.address());
        IntStream.rangeClosed(1, 3).forEach(i -> system.startWorker("worker-" + i, way.address()));
        Load load = Load.of(Duration.ofSeconds(30), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);

        Outcome outcome = judge(run, load);

        Checks.hasEverySequenceOnce(outcome.traffic(), load);
        assertThat(Checks.eventsOf(outcome.report(), "WORKER_LOST")).isEmpty();
        Checks.isEven(
                "load",
                outcome.traffic(),
                Checks.startOf(outcome.report()),
                Checks.scheduledEnd(outcome.report(), load),
                load.rate());
    }

    @Test
    void connectionsThatAreResetAreMadeAgain() {
        startSystem();
        Load load = Load.of(Duration.ofSeconds(20), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);

        for (int second = 3; second < 15; second += 2) {
            system.api().awaitElapsed(run, Duration.ofSeconds(second), START_MAX);
            way.reset();
        }

        Outcome outcome = judge(run, load);
        Checks.hasEverySequenceOnce(outcome.traffic(), load);
        assertThat(Checks.eventsOf(outcome.report(), "WORKER_LOST")).isEmpty();
    }

    @Test
    void controlTopicsOfTwelvePartitionsWithoutStampsServeToo() {
        for (String topic : new String[] {"klt-control", "klt-status", "klt-state"}) {
            Load.createTopic(
                    system.bootstrapServers(),
                    new NewTopic(topic, 12, (short) 1)
                            .configs(Map.of("cleanup.policy", "delete", "message.timestamp.type", "CreateTime")));
        }
        startSystem();
        Load load = Load.of(Duration.ofSeconds(15), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);

        Outcome outcome = judge(run, load);

        Checks.hasEverySequenceOnce(outcome.traffic(), load);
        assertThat(outcome.traffic().workers()).hasSize(3);
    }
}
