package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.Part;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Workers join and leave cleanly during the load: the topic shows no trace of it. */
@Tag("fault")
class ScaledFleetIT {

    /** Up to three seconds of it are the warm-up of a new process. */
    private static final Duration FIRST_MESSAGE_MAX = Duration.ofSeconds(8);

    private static final Duration GOODBYE_MAX = Duration.ofSeconds(30);

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(2);

    @Test
    void everySequenceIsSentOnceWhileWorkersComeAndGo() {
        Load load = Load.of(Duration.ofSeconds(70), 2);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), Duration.ofSeconds(60));

        // one after another: the time that a JVM needs to start must not be mistaken for the time that a worker needs
        // to join
        Map<String, Instant> ready = new LinkedHashMap<>();
        for (int number = 3; number <= 5; number++) {
            Part newcomer = system.startWorker("worker-" + number);
            ready.put(newcomer.name(), newcomer.awaitReady());
            system.api().awaitSending(run, number, Duration.ofSeconds(20));
        }
        system.api().awaitElapsed(run, Duration.ofSeconds(26), Duration.ofSeconds(40));
        List<Part> leaving = system.workers("worker-1", "worker-2", "worker-3", "worker-5");
        leaving.forEach(Part::terminate);

        assertThat(leaving)
                .allSatisfy(part ->
                        assertThat(part.awaitExit(GOODBYE_MAX)).as(part.name()).isZero());
        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(90));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequenceOnce(traffic, load);
        assertThat(traffic.since(Checks.scheduledEnd(report, load).minusSeconds(2))
                        .workers())
                .containsExactly("worker-4");
        assertAll(
                () -> assertThat(ready).allSatisfy((worker, since) -> sendsSoon(worker, since, traffic)),
                () -> Checks.isEven(
                        "load", traffic, Checks.startOf(report), Checks.scheduledEnd(report, load), load.rate()));
    }

    private static void sendsSoon(String worker, Instant ready, Traffic traffic) {
        Duration wait = Duration.between(ready, traffic.by(worker).firstAt());
        Checks.say(worker + " sent its first message " + wait.toMillis() + " ms after it was ready");
        assertThat(wait).as("first message of " + worker).isLessThanOrEqualTo(FIRST_MESSAGE_MAX);
    }
}
