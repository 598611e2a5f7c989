package klt.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Event;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;

class StoredLoadsTest {

    private final RunStore store = new RunStore();
    private final CoreHarness harness = new CoreHarness();

    /** A run sends for 100 s, and is then stopped. */
    private void load(String topic) {
        harness.running("r", "{duration: 1h, rate: 1, topic: " + topic + "}", "a");
        keep();
        harness.pass(Duration.ofSeconds(100));
        harness.on(new Event.StopRequested("r"));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED));
        keep();
        assertThat(harness.run("r").phase().isEnded()).isTrue();
    }

    private void keep() {
        store.put(StoredRun.of(harness.run("r"), new Reporter("test"), harness.now()));
    }

    private Predicate<Instant> sentTo(String topic) {
        return new StoredLoads(store).sentTo(topic);
    }

    @Test
    void aRunSentFromItsStartToItsEndWithinTheDifferenceOfTheClocks() {
        load("orders");

        Predicate<Instant> sent = sentTo("orders");
        Instant end = harness.now();
        Instant start = end.minusSeconds(100);
        assertThat(sent).accepts(start, end, start.minusSeconds(59), end.plusSeconds(59));
        assertThat(sent).rejects(start.minusSeconds(61), end.plusSeconds(61), Instant.EPOCH);
    }

    @Test
    void aRunThatHasNotEndedIsStillSending() {
        harness.running("r", "{duration: 1h, rate: 1, topic: orders}", "a");
        keep();

        assertThat(sentTo("orders")).accepts(harness.now().plusSeconds(1_000));
    }

    @Test
    void eachTopicOfARunCountsOnAnyClusterBecauseAddressesDiffer() {
        load("{name: 'orders-{0..2}', cluster: 'a:1'}");

        assertThat(sentTo("orders-2")).accepts(harness.now());
        assertThat(sentTo("orders-3")).rejects(harness.now());
        assertThat(new StoredLoads(store).anySentTo("orders-2")).isTrue();
        assertThat(new StoredLoads(store).anySentTo("orders-3")).isFalse();
    }

    @Test
    void aRunThatNeverStartedSentNothing() {
        harness.submit("r", "{messages: 10, topic: orders}");
        keep();

        assertThat(sentTo("orders")).rejects(harness.now());
        assertThat(new StoredLoads(store).anySentTo("orders")).isFalse();
    }
}
