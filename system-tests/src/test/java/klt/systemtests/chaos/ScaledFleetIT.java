package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Workers come and go in order while the load goes on: nobody notices in the topic. */
class ScaledFleetIT {

    private static final Duration FIRST_MESSAGE_MAX = Duration.ofSeconds(5);
    private static final Duration GOODBYE_MAX = Duration.ofSeconds(30);

    @RegisterExtension
    private final Rig rig = Rig.withWorkers(2);

    @Test
    void everySequenceIsSentOnceWhileWorkersComeAndGo() {
        Load load = Load.of(Duration.ofSeconds(45), 2);
        load.createTopic(rig.bootstrapServers());
        String run = rig.api().submit(load);
        rig.api().awaitElapsed(run, Duration.ofSeconds(6), Duration.ofSeconds(60));

        List<Part> newcomers = Stream.of("worker-3", "worker-4", "worker-5")
                .map(rig::startWorker)
                .toList();
        List<Instant> ready = newcomers.stream().map(Part::awaitReady).toList();
        rig.api().awaitSending(run, 5, Duration.ofSeconds(20));
        rig.api().awaitElapsed(run, Duration.ofSeconds(22), Duration.ofSeconds(30));
        List<Part> leaving = rig.workers("worker-1", "worker-2", "worker-3", "worker-5");
        leaving.forEach(Part::terminate);

        assertThat(leaving)
                .allSatisfy(part ->
                        assertThat(part.awaitExit(GOODBYE_MAX)).as(part.name()).isZero());
        JsonNode report = rig.api().awaitReport(run, Duration.ofSeconds(90));
        Traffic traffic = Traffic.read(rig.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequenceOnce(traffic, load);
        for (int i = 0; i < newcomers.size(); i++) {
            String name = newcomers.get(i).name();
            Duration wait = Duration.between(ready.get(i), traffic.by(name).firstAt());
            Checks.say(name + " sent its first message " + wait.toMillis() + " ms after it was ready");
            assertThat(wait).as("first message of " + name).isLessThanOrEqualTo(FIRST_MESSAGE_MAX);
        }
        assertThat(traffic.since(Checks.scheduledEnd(report, load).minusSeconds(2))
                        .workers())
                .containsExactly("worker-4");
        Checks.isEven("load", traffic, Checks.startOf(report), Checks.scheduledEnd(report, load), load.rate());
    }
}
