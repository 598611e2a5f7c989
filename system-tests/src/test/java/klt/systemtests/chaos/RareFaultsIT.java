package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.Part;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Time;
import klt.systemtests.chaos.fixtures.Traffic;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Faults of the fleet that occur together or at an unfortunate time. */
@Tag("chaos")
class RareFaultsIT {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration END_MAX = Duration.ofSeconds(150);
    private static final Duration GOODBYE_MAX = Duration.ofSeconds(30);

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    private String begin(Load load) {
        load.createTopic(system.bootstrapServers());
        return system.api().submit(load);
    }

    private Traffic judge(String run, Load load) {
        JsonNode report = system.api().awaitReport(run, END_MAX);
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.say(Checks.events(report));
        Checks.isDone(report);
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        Checks.namesItsDuplicates(traffic, report);
        return traffic;
    }

    @Test
    void aSecondWorkerIsKilledWhileTheFirstIsNotYetMissed() {
        Load load = Load.of(Duration.ofSeconds(30), 3);
        String run = begin(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), START_MAX);

        system.worker("worker-1").kill();
        Time.pass(Duration.ofSeconds(2));
        system.worker("worker-2").kill();

        judge(run, load);
    }

    @Test
    void aWorkerIsKilledWhileAnotherJoins() {
        Load load = Load.of(Duration.ofSeconds(30), 3);
        String run = begin(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), START_MAX);

        system.startWorker("worker-4");
        system.api().awaitEvent(run, "WORKER_JOINED", START_MAX);
        system.worker("worker-2").kill();

        Traffic traffic = judge(run, load);
        assertThat(traffic.workers()).contains("worker-4");
    }

    @Test
    void aWorkerThatJustJoinsIsKilled() {
        Load load = Load.of(Duration.ofSeconds(30), 3);
        String run = begin(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), START_MAX);

        Part newcomer = system.startWorker("worker-4");
        system.api().awaitEvent(run, "WORKER_JOINED", START_MAX);
        newcomer.kill();

        judge(run, load);
    }

    @Test
    void aWorkerLeavesBeforeTheLoadBegins() {
        Load load = Load.of(Duration.ofSeconds(15), 2);
        String run = begin(load);
        system.api().awaitEvent(run, "WORKER_READY", START_MAX);

        Part leaving = system.worker("worker-3");
        leaving.terminate();

        assertThat(leaving.awaitExit(GOODBYE_MAX)).isZero();
        Traffic traffic = judge(run, load);
        assertThat(traffic.repeated()).isZero();
    }

    @Test
    void theControlTopicIsDeletedWhileTheLoadGoesOn() {
        Load load = Load.of(Duration.ofSeconds(30), 3);
        String run = begin(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(6), START_MAX);

        Instant deleted = Instant.now();
        delete("klt-control");

        Traffic traffic = judge(run, load);
        assertThat(traffic.since(deleted.plusSeconds(3)).records().size())
                .as("messages that were sent without a control topic")
                .isPositive();
        JsonNode report = system.api().awaitReport(run, END_MAX);
        assertThat(Checks.eventsOf(report, "WORKER_LOST")).isEmpty();
        assertThat(Checks.eventsOf(report, "WORKER_LEFT"))
                .as("workers that ended because they read no more ticks")
                .isEmpty();
    }

    private void delete(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new AssertionError("deleting " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
