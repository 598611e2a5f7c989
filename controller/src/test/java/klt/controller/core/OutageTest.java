package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import klt.common.code.Args;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Validity;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import klt.controller.core.verdict.Judge;
import klt.controller.core.verdict.JudgedRun;
import org.junit.jupiter.api.Test;

/** The control cluster does not respond for a while. */
class OutageTest {

    private static final Args OUTAGE = Args.of("outageSeconds", Duration.ofSeconds(75));

    private static final String SPEC = "{messages: 4000, rate: 200}";

    private final CoreHarness harness = new CoreHarness();

    private Verdict verdict() {
        return Judge.verdict(harness.run("r"), harness.now());
    }

    private List<ReasonCode> codes() {
        return verdict().reasons().stream()
                .map(reason -> ReasonCode.valueOf(reason.code()))
                .toList();
    }

    /** A tick is written, and acknowledged only after this time. */
    private void outage(Duration length) {
        harness.on(new Event.TickDue());
        harness.pass(length);
        harness.on(new Event.TickAcked(length.plus(ControllerCore.TICK_INTERVAL)));
    }

    @Test
    void isAReasonThatNamesKafkaAndTheSeconds() {
        harness.running("r", SPEC, "a", "b");
        harness.pass(Duration.ofMillis(4_100));

        outage(Duration.ofSeconds(75));

        assertThat(verdict().validity()).isEqualTo(Validity.DEGRADED);
        assertThat(verdict().reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("CONTROL_OUTAGE");
            assertThat(reason.args().without("fromSecond", "toSecond")).isEqualTo(OUTAGE);
        });
        assertThat(harness.run("r").log().entries())
                .last()
                .isEqualTo(new RunLog.Entry(harness.now(), RunLog.Kind.KAFKA_SILENT, OUTAGE));
    }

    @Test
    void costsNoWorker() {
        harness.running("r", SPEC, "a", "b");

        outage(Duration.ofMinutes(10));
        harness.on(new Event.TickRead());
        harness.tick();

        assertThat(harness.record("r").members()).containsExactly("a", "b");
        assertThat(codes()).containsExactly(ReasonCode.CONTROL_OUTAGE);
    }

    /** The heartbeats that Kafka held back may be read after the tick that ends the outage. */
    @Test
    void endsTheSilenceThatCameBeforeIt() {
        harness.running("r", SPEC, "a", "b");

        harness.ticks(Fleet.LEASE_TICKS - 1);
        outage(Duration.ofSeconds(7));
        harness.ticks(Fleet.LEASE_TICKS - 1);
        assertThat(harness.record("r").members()).containsExactly("a", "b");

        harness.tick();
        assertThat(harness.record("r").members()).isEmpty();
    }

    /** Ticks are acknowledged and read back on different connections. */
    @Test
    void endsTheSilenceAlsoWhenTheTickIsReadBeforeItsAck() {
        harness.running("r", SPEC, "a", "b");
        harness.ticks(Fleet.LEASE_TICKS - 1);

        harness.on(new Event.TickDue());
        harness.pass(Duration.ofSeconds(7));
        harness.on(new Event.TickRead());

        assertThat(harness.record("r").members()).containsExactly("a", "b");
    }

    @Test
    void isNoneWhenItIsShorterThanTheShortestLapse() {
        harness.running("r", SPEC, "a", "b");

        outage(Duration.ofMillis(4_999));
        assertThat(codes()).isEmpty();

        outage(Duration.ofSeconds(5));
        assertThat(codes()).containsExactly(ReasonCode.CONTROL_OUTAGE);
    }

    @Test
    void isAnEventAndNoReasonBeforeTheLoad() {
        harness.prepared("r", SPEC, "a", "b");

        outage(Duration.ofSeconds(20));

        assertThat(codes()).isEmpty();
        assertThat(harness.run("r").log().entries())
                .extracting(RunLog.Entry::kind)
                .contains(RunLog.Kind.KAFKA_SILENT);
    }

    @Test
    void takesTheLatenessOfTheWorkersUponItself() {
        harness.running("r", SPEC, "a", "b");
        harness.interval("a", JudgedRun.interval(1_000, 90_000_000, 5_000, 45_000_000));
        assertThat(codes()).containsExactly(ReasonCode.SEND_LAG);

        outage(Duration.ofSeconds(75));

        assertThat(codes()).containsExactly(ReasonCode.CONTROL_OUTAGE);
        assertThat(verdict().validity()).isEqualTo(Validity.DEGRADED);
    }

    @Test
    void doesNotExcuseWhatItIsTooShortFor() {
        harness.running("r", "{duration: 1h, rate: 1}", "a", "b");
        harness.interval("a", JudgedRun.interval(1_000, 90_000_000, 5_000, 45_000_000));
        outage(Duration.ofSeconds(6));

        harness.pass(Duration.ofSeconds(593));
        assertThat(codes()).doesNotContain(ReasonCode.SEND_LAG);
        harness.pass(Duration.ofSeconds(2));
        assertThat(codes()).contains(ReasonCode.SEND_LAG, ReasonCode.CONTROL_OUTAGE);
    }

    @Test
    void isKnownToTheNextControllerToo() {
        harness.running("r", SPEC, "a", "b");
        outage(Duration.ofSeconds(75));
        harness.heartbeat("a", Progress.of("r", RunState.SENDING));

        CoreHarness next = harness.successor();

        assertThat(next.run("r").phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(next.run("r").outages()).isEqualTo(harness.run("r").outages());
    }
}
