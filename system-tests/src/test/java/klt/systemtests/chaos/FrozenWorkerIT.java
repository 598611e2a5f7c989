package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Load;
import klt.systemtests.chaos.fixtures.TestSystem;
import klt.systemtests.chaos.fixtures.Time;
import klt.systemtests.chaos.fixtures.Traffic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A worker that was frozen for so long that others own its shards must not continue where it stopped. */
@Tag("fault")
class FrozenWorkerIT {

    private static final Duration FREEZE = Duration.ofSeconds(20);

    /** The Kafka client sends its buffered and in-flight messages within this time. */
    private static final Duration LEFTOVERS_MAX = Duration.ofSeconds(2);

    /** Maximum time from the command until the process receives the signal. */
    private static final Duration FREEZE_TAKES = Duration.ofMillis(500);

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(3);

    @Test
    void aResumedWorkerSendsNothingThatOthersOwn() {
        Load load = Load.of(Duration.ofSeconds(40), 3);
        load.createTopic(system.bootstrapServers());
        String run = system.api().submit(load);
        system.api().awaitElapsed(run, Duration.ofSeconds(8), Duration.ofSeconds(60));

        Instant frozen = system.worker("worker-2").freeze();
        Time.pass(FREEZE);
        Instant resumed = system.worker("worker-2").resume();

        JsonNode report = system.api().awaitReport(run, Duration.ofSeconds(90));
        Traffic traffic = Traffic.read(system.bootstrapServers(), load.topic());
        Checks.isDone(report);
        Checks.say(Checks.events(report));
        Checks.addsUp(report);
        Checks.hasEverySequence(traffic, load);
        Checks.namesItsDuplicates(traffic, report);
        Checks.isProven(traffic, report);
        Instant start = Checks.startOf(report);
        Traffic leftovers = traffic.by("worker-2")
                .since(resumed)
                .only(sent -> dueAt(sent.sequence(), start, load).isBefore(resumed));
        Checks.say(words(leftovers, frozen, resumed, start, load));
        assertThat(leftovers.since(resumed.plus(LEFTOVERS_MAX)).records().size())
                .as("messages of the old worker when its client's buffer was long empty")
                .isZero();
        assertThat(leftovers
                        .only(sent -> dueAt(sent.sequence(), start, load).isAfter(frozen.plus(FREEZE_TAKES)))
                        .records()
                        .size())
                .as("messages of the old worker that were not due when it was frozen")
                .isZero();
        assertThat(leftovers.records().isEmpty()
                        || !Checks.eventsOf(report, "WORKER_RETURNED").isEmpty()
                        || leftovers.repeated() == 0)
                .as("leftovers are named: " + Checks.events(report))
                .isTrue();
        assertThat(traffic.repeatedSequences().stream()
                        .filter(sequence -> dueAt(sequence, start, load).isAfter(resumed))
                        .count())
                .as("messages that were due after the thaw and came twice")
                .isZero();
        assertThat(traffic.by("worker-2")
                        .since(resumed.plus(LEFTOVERS_MAX))
                        .records()
                        .size())
                .as("messages of the worker that came in its place")
                .isPositive();
    }

    private static String words(Traffic leftovers, Instant frozen, Instant resumed, Instant start, Load load) {
        if (leftovers.records().isEmpty()) {
            return "no leftovers of the old worker after the thaw";
        }
        LongSummaryStatistics sequences =
                leftovers.records().stream().mapToLong(Traffic.Sent::sequence).summaryStatistics();
        return leftovers.records().size() + " leftovers of the old worker from "
                + Duration.between(resumed, leftovers.firstAt()).toMillis() + " to "
                + Duration.between(resumed, leftovers.lastAt()).toMillis() + " ms after the thaw, due from "
                + Duration.between(frozen, dueAt(sequences.getMin(), start, load))
                        .toMillis() + " to "
                + Duration.between(frozen, dueAt(sequences.getMax(), start, load))
                        .toMillis()
                + " ms after it was frozen";
    }

    private static Instant dueAt(long sequence, Instant start, Load load) {
        return start.plusNanos(sequence * 1_000_000_000L / load.rate());
    }
}
