package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A worker is killed while it sends: others take over its shards and repair its orphaned messages, and no other worker is disturbed. */
@Tag("fault")
class KilledWorkerIT {

    private static final Duration TAKEOVER_MAX = Duration.ofSeconds(10);

    /** A heartbeat is sent each second; one that is in flight has no effect yet. */
    private static final double UNREPORTED_SECONDS_MAX = 1.25;

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    @Test
    void othersTakeOverWhatAKilledWorkerHad() {
        Load load = Load.of(Duration.ofSeconds(30), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofMillis(8_500), Duration.ofSeconds(60));

        Instant killed = system.worker("worker-2").kill();

        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(90));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Set<Integer> lost = traffic.before(killed).by("worker-2").shards();
        Set<Integer> kept = new TreeSet<>(traffic.before(killed).shards());
        kept.removeAll(lost);
        double lostShare = load.rate() * (double) lost.size() / Load.SHARDS;
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        assertThat(report.at("/messages/handoverDuplicates").asLong())
                .as("duplicates, as the audit found them")
                .isEqualTo(traffic.repeated());
        Checks.isProven(traffic, report);
        assertThat(traffic.repeated())
                .as("messages that the lost worker had sent since its last heartbeat or had under way")
                .isLessThanOrEqualTo((long) (UNREPORTED_SECONDS_MAX * lostShare)
                        + Checks.worker(report, "worker-2").at("/inFlight").asLong());
        assertThat(takeover(traffic, lost, killed))
                .as("takeover of the last shard")
                .isLessThanOrEqualTo(TAKEOVER_MAX);
        Checks.isEven(
                "shards of the survivors",
                traffic.ofShards(kept),
                Checks.startOf(report),
                Checks.scheduledEnd(report, load),
                load.rate() - lostShare);
    }

    @Test
    void aWorkerThatIsKilledDuringARampChangesNoTotal() {
        Load load = Load.of(Duration.ofSeconds(16), 3).at(1_000).ramping();
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofMillis(5_500), Duration.ofSeconds(60));

        system.worker("worker-2").kill();

        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(90));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        Checks.isProven(traffic, report);
    }

    /** How long it took until each of the shards had a message from another worker. */
    private static Duration takeover(Traffic traffic, Set<Integer> lost, Instant killed) {
        Traffic others = traffic.since(killed).only(sent -> !sent.worker().equals("worker-2"));
        assertThat(others.shards()).containsAll(lost);
        Duration longest = lost.stream()
                .map(shard ->
                        Duration.between(killed, others.ofShards(Set.of(shard)).firstAt()))
                .max(Duration::compareTo)
                .orElseThrow();
        Checks.say(lost.size() + " shards were taken over within " + longest.toMillis() + " ms");
        return longest;
    }
}
