package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Cluster;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.Part;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Time;
import klt.systemtests.chaos.fixtures.Traffic;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One of three brokers crashes while it leads: messages that Kafka guaranteed are present; others are missing, counted and reported. */
@Tag("fault")
class LostLeaderIT {

    private static final Duration LOAD = Duration.ofSeconds(15);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration ALONE = Duration.ofSeconds(3);

    /** within this time, a frozen or lost broker is fenced, and its partitions have another leader */
    private static final Duration END_MAX = Duration.ofSeconds(150);

    @RegisterExtension
    private final TestSystem system = TestSystem.clusterWithWorkers(2);

    /** The followers receive nothing for a while, and then the leader is lost: with acks=1, it acked messages that only it had. */
    @ParameterizedTest
    @CsvSource({"all, INTACT", "1, VIOLATED"})
    void whatOnlyTheLeaderHadIsLost(String acks, String integrity) {
        Load load = Load.replicated(Cluster.NODES, acks, LOAD, 2);
        Load.createTopic(
                system.bootstrapServers(),
                new NewTopic(load.topic(), Load.PARTITIONS, (short) Cluster.NODES)
                        .configs(Map.of("min.insync.replicas", "2")));
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, FIRST, Duration.ofSeconds(60));

        int leader = system.cluster().leaderOf(load.topic(), 0);
        List<Part> followers = IntStream.range(0, Cluster.NODES)
                .filter(node -> node != leader)
                .mapToObj(system.cluster()::node)
                .toList();
        followers.forEach(Part::freeze);
        Time.pass(ALONE);
        system.cluster().node(leader).kill();
        followers.forEach(Part::resume);

        JsonNode report = system.api().awaitReport(run, END_MAX);
        long lost = lost(report, load);
        assertThat(report.at("/verdict/integrity").asString()).isEqualTo(integrity);
        if (acks.equals("all")) {
            assertThat(lost).as("lost").isZero();
        } else {
            assertThat(lost).as("lost").isPositive();
            assertThat(report.at("/verdict/reasons").toString())
                    .contains("LOST", "TRUNCATED", "as acks=1 allows when a leader fails");
        }
    }

    /** A replica that fell behind becomes the leader, because the topic allows it: messages acked with acks=all are lost. */
    @ParameterizedTest
    @ValueSource(strings = {"after", "live"})
    void anUncleanLeaderTruncatesTheLog(String verification) {
        Load load = Load.replicated(2, "all", LOAD, 2).readBack(verification);
        Load.createTopic(
                system.bootstrapServers(),
                new NewTopic(load.topic(), Map.of(0, List.of(0, 1), 1, List.of(2, 0), 2, List.of(2, 0)))
                        .configs(Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true")));
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, FIRST, Duration.ofSeconds(60));

        system.cluster().node(1).kill();
        system.cluster().awaitNodes(2);
        Time.pass(ALONE);
        system.cluster().node(0).kill();
        system.cluster().restart(1);

        JsonNode report = system.api().awaitReport(run, END_MAX);
        assertThat(lost(report, load)).as("lost").isPositive();
        assertThat(report.at("/verification/truncated").asLong())
                .as("truncated partitions")
                .isEqualTo(1);
        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("VIOLATED");
    }

    /** The messages that the audit reports as lost are those that a plain reader does not find. */
    private long lost(JsonNode report, Load load) {
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        JsonNode found = report.at("/verification");
        Checks.say("audit " + found);
        Checks.addsUp(report);
        long distinct = Traffic.read(system.bootstrapServers(), load.topic())
                .sequences()
                .cardinality();
        long acked = report.at("/messages/acked").asLong();
        long unacked = found.at("/indeterminate/present").asLong()
                + found.at("/ghosts").asLong();
        Checks.say("acked " + acked + ", on the topic " + distinct + ", of these not acked " + unacked);
        assertThat(found.at("/lost").asLong())
                .as("lost, as a plain reader sees it")
                .isEqualTo(acked - (distinct - unacked));
        return found.at("/lost").asLong();
    }
}
