package klt.worker.core;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.rateFrom;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withChanges;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.Claim;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.RunPhase;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.worker.core.ControlView.ReadTick;
import klt.worker.core.ControlView.Reading;
import org.junit.jupiter.api.Test;

class ControlViewTest {

    private static final DesiredRun PREPARING = preparing(plan("{messages: 1000, rate: 100}"), "w1.1");
    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");

    private final ControlView view = new ControlView(BusCodec.CONTROL);

    @Test
    void keepsTheNewestDesiredStateOfEachRun() {
        run(1, PREPARING);
        run(1, in(RunPhase.DONE, PREPARING));

        assertThat(view.takeChanges())
                .containsExactly(java.util.Map.entry(RUN, Optional.of(in(RunPhase.DONE, PREPARING))));
        assertThat(view.takeChanges()).isEmpty();
    }

    @Test
    void dropsARunByItsTombstone() {
        run(1, PREPARING);

        assertThat(view.read("1/run/" + RUN, null, 1)).isInstanceOf(Reading.Taken.class);

        assertThat(view.takeChanges()).containsEntry(RUN, Optional.empty());
    }

    @Test
    void followsTheNewestTerm() {
        run(1, PREPARING);
        tick(2, 17);
        view.takeChanges();

        assertThat(run(1, in(RunPhase.STOPPED, PREPARING))).isInstanceOf(Reading.Outdated.class);
        assertThat(tick(1, 99)).isInstanceOf(Reading.Outdated.class);
        assertThat(view.read("1/run/" + RUN, null, 1)).isInstanceOf(Reading.Outdated.class);

        assertThat(view.takeChanges()).isEmpty();
        assertThat(view.term()).isEqualTo(2);
        assertThat(view.lastTick()).isEqualTo(17);
    }

    @Test
    void keepsTheTicksInOrderUntilTheyAreTaken() {
        tick(1, 7, 100, "w1.1");
        tick(1, 8, 1_100, "w1.1", "w2.1");
        tick(1, 9, 2_100);

        assertThat(view.takeTicks())
                .containsExactly(
                        new ReadTick(1, 7, List.of("w1.1"), 100),
                        new ReadTick(1, 8, List.of("w1.1", "w2.1"), 1_100),
                        new ReadTick(1, 9, List.of(), 2_100));
        assertThat(view.takeTicks()).isEmpty();
        assertThat(view.lastTick()).isEqualTo(9);
    }

    @Test
    void keepsTheNewestTicksOfATopicThatIsFullOfThem() {
        for (int number = 1; number <= 1_000; number++) {
            tick(1, number, number, "w1.1");
        }

        assertThat(view.takeTicks())
                .hasSize(ControlView.TICKS_MAX)
                .endsWith(new ReadTick(1, 1_000, List.of("w1.1"), 1_000));
    }

    @Test
    void ignoresTheTicksOfATopicThatIsReread() {
        tick(1, 1, 100);
        tick(1, 2, 1_100, "w1.1");
        view.takeTicks();

        assertThat(tick(1, 1, 100)).isInstanceOf(Reading.Outdated.class);
        assertThat(tick(1, 2, 1_100, "w1.1")).isInstanceOf(Reading.Outdated.class);

        assertThat(view.takeTicks()).isEmpty();
        assertThat(view.lastTick()).isEqualTo(2);
    }

    @Test
    void countsTheTicksOfEachTermFromZero() {
        assertThat(view.lastTick()).isEqualTo(-1);
        tick(1, 500, 100);

        run(2, PREPARING);

        assertThat(view.term()).isEqualTo(2);
        assertThat(view.lastTick()).isEqualTo(-1);
        assertThat(tick(2, 0, 200)).isInstanceOf(Reading.Taken.class);
        assertThat(view.lastTick()).isZero();
    }

    @Test
    void aClaimIsTheEndOfAllEarlierTerms() {
        run(1, PREPARING);
        tick(1, 17, 1);

        assertThat(view.read("2/claim/c2", encoded(2, new Claim("c2")), 1)).isInstanceOf(Reading.Taken.class);

        assertThat(view.term()).isEqualTo(2);
        assertThat(view.lastTick()).isEqualTo(-1);
        assertThat(view.takeChanges()).containsKey(RUN);
        assertThat(tick(1, 18, 1)).isInstanceOf(Reading.Outdated.class);
        assertThat(run(1, in(RunPhase.STOPPED, PREPARING))).isInstanceOf(Reading.Outdated.class);
    }

    @Test
    void aNewLeaderMayAnnounceItselfBeforeItsFirstTick() {
        assertThat(view.read("2/lead", encoded(2, new Claim("c2")), 1)).isInstanceOf(Reading.Taken.class);

        assertThat(view.term()).isEqualTo(2);
    }

    @Test
    void theEndOfAClaimOrATickChangesNothing() {
        run(1, PREPARING);
        tick(1, 17, 1);
        view.takeChanges();

        assertThat(view.read("1/tick", null, 1)).isInstanceOf(Reading.Outdated.class);
        assertThat(view.read("2/claim/c2", null, 1)).isInstanceOf(Reading.Outdated.class);

        assertThat(view.takeChanges()).isEmpty();
        assertThat(view.term()).isEqualTo(1);
        assertThat(view.lastTick()).isEqualTo(17);
    }

    @Test
    void skipsWhatItDoesNotUnderstandAndGoesOn() {
        assertSkipped(view.read("garbage", bytes("x"), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/run/" + RUN, bytes("not json"), 1), Decoded.Kind.NOT_JSON);
        assertSkipped(view.read("1/run/" + RUN, bytes("{\"v\":9}"), 1), Decoded.Kind.UNKNOWN_VERSION);
        assertSkipped(view.read("1/run/" + RUN, bytes("{\"v\":8,\"type\":\"x\"}"), 1), Decoded.Kind.UNKNOWN_TYPE);
        assertSkipped(view.read("1/tick", new byte[0], 1), Decoded.Kind.EMPTY);
        assertSkipped(view.read("1/claim/c1", encoded(1, new Tick(List.of())), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/tick", encoded(1, new Claim("c1")), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/claim/c2", encoded(1, new Claim("c1")), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("2/claim/c1", encoded(1, new Claim("c1")), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/run/" + RUN, new byte[2 << 20], 1), Decoded.Kind.OVERSIZED);
        assertSkipped(view.read("1/run/other", encoded(1, PREPARING), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/tick", encoded(1, PREPARING), 1), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("2/run/" + RUN, encoded(1, PREPARING), 1), Decoded.Kind.WRONG_SHAPE);
        assertThat(view.term()).isZero();

        assertThat(run(1, PREPARING)).isInstanceOf(Reading.Taken.class);
        assertThat(view.takeChanges()).hasSize(1);
    }

    @Test
    void skipsAScheduleThatCannotBeComputed() {
        DesiredRun started = started(PREPARING, START);

        String tooLate = new String(encoded(1, withChanges(started, rateFrom(5, 123.5))), StandardCharsets.UTF_8)
                .replace("\"atNanos\":5", "\"atNanos\":-5");
        assertSkipped(view.read("1/run/" + RUN, bytes(tooLate), 1), Decoded.Kind.WRONG_SHAPE);
        String tooFast = new String(encoded(1, withChanges(started, rateFrom(5, 123.5))), StandardCharsets.UTF_8)
                .replace("123.5", "1e300");
        assertSkipped(view.read("1/run/" + RUN, bytes(tooFast), 1), Decoded.Kind.WRONG_SHAPE);
        assertThat(run(1, withChanges(started, rateFrom(0, 100)))).isInstanceOf(Reading.Taken.class);
    }

    private Reading run(long term, DesiredRun run) {
        return view.read(term + "/run/" + run.run(), encoded(term, run), 1);
    }

    private Reading tick(long term, long number) {
        return tick(term, number, 1);
    }

    private Reading tick(long term, long number, long stampMillis, String... workers) {
        return view.read(term + "/tick", encoded(term, number, new Tick(List.of(workers))), stampMillis);
    }

    private static byte[] encoded(long term, ControlRecord record) {
        return encoded(term, 0, record);
    }

    private static byte[] encoded(long term, long number, ControlRecord record) {
        return BusCodec.CONTROL.encode(new Envelope<>(term, "c1", number, record));
    }

    private static void assertSkipped(Reading reading, Decoded.Kind kind) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Skipped.class,
                        skipped -> assertThat(skipped.kind()).isEqualTo(kind));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
