package klt.worker.core;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withSegments;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.BusCodec;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.Claim;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.Decoded;
import klt.common.protocol.Envelope;
import klt.common.protocol.RunPhase;
import klt.common.schedule.Segment;
import klt.worker.core.ControlView.Reading;
import org.junit.jupiter.api.Test;

class ControlViewTest {

    private static final DesiredRun PREPARING = preparing(plan("{messages: 1000, rate: 100}"), "w1.1");
    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");

    private final ControlView view = new ControlView();

    @Test
    void keepsTheNewestWishForEachRun() {
        run(1, PREPARING);
        run(1, in(RunPhase.DONE, PREPARING));

        assertThat(view.takeChanges())
                .containsExactly(java.util.Map.entry(RUN, Optional.of(in(RunPhase.DONE, PREPARING))));
        assertThat(view.takeChanges()).isEmpty();
    }

    @Test
    void dropsARunByItsTombstone() {
        run(1, PREPARING);

        assertThat(view.read("1/run/" + RUN, null)).isInstanceOf(Reading.Taken.class);

        assertThat(view.takeChanges()).containsEntry(RUN, Optional.empty());
    }

    @Test
    void followsTheNewestTerm() {
        run(1, PREPARING);
        tick(2, 17);
        view.takeChanges();

        assertThat(run(1, in(RunPhase.STOPPED, PREPARING))).isInstanceOf(Reading.Outdated.class);
        assertThat(tick(1, 99)).isInstanceOf(Reading.Outdated.class);
        assertThat(view.read("1/run/" + RUN, null)).isInstanceOf(Reading.Outdated.class);

        assertThat(view.takeChanges()).isEmpty();
        assertThat(view.term()).isEqualTo(2);
        assertThat(view.lastTick()).isEqualTo(17);
    }

    @Test
    void staysWithItsTermWhenAnotherIsOnlyClaimed() {
        run(1, PREPARING);
        tick(1, 17);

        assertThat(view.read("2/claim", encoded(2, new Claim("c2")))).isInstanceOf(Reading.Taken.class);

        assertThat(view.term()).isEqualTo(1);
        assertThat(tick(1, 18)).isInstanceOf(Reading.Taken.class);
        assertThat(view.lastTick()).isEqualTo(18);
    }

    @Test
    void theEndOfAClaimOrATickChangesNothing() {
        run(1, PREPARING);
        tick(1, 17);
        view.takeChanges();

        assertThat(view.read("1/tick", null)).isInstanceOf(Reading.Outdated.class);
        assertThat(view.read("2/claim", null)).isInstanceOf(Reading.Outdated.class);

        assertThat(view.takeChanges()).isEmpty();
        assertThat(view.term()).isEqualTo(1);
        assertThat(view.lastTick()).isEqualTo(17);
    }

    @Test
    void skipsWhatItDoesNotUnderstandAndGoesOn() {
        assertSkipped(view.read("garbage", bytes("x")), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/run/" + RUN, bytes("not json")), Decoded.Kind.NOT_JSON);
        assertSkipped(view.read("1/run/" + RUN, bytes("{\"v\":9}")), Decoded.Kind.UNKNOWN_VERSION);
        assertSkipped(view.read("1/run/" + RUN, bytes("{\"v\":1,\"type\":\"x\"}")), Decoded.Kind.UNKNOWN_TYPE);
        assertSkipped(view.read("1/tick", new byte[0]), Decoded.Kind.EMPTY);
        assertSkipped(view.read("1/claim", encoded(1, new Tick(1, List.of()))), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/tick", encoded(1, new Claim("c1"))), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("2/claim", encoded(1, new Claim("c1"))), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/run/" + RUN, new byte[2 << 20]), Decoded.Kind.OVERSIZED);
        assertSkipped(view.read("1/run/other", encoded(1, PREPARING)), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("1/tick", encoded(1, PREPARING)), Decoded.Kind.WRONG_SHAPE);
        assertSkipped(view.read("2/run/" + RUN, encoded(1, PREPARING)), Decoded.Kind.WRONG_SHAPE);
        assertThat(view.term()).isZero();

        assertThat(run(1, PREPARING)).isInstanceOf(Reading.Taken.class);
        assertThat(view.takeChanges()).hasSize(1);
    }

    @Test
    void skipsAScheduleThatCannotBeComputed() {
        DesiredRun started = started(PREPARING, START);

        String tooLate = new String(encoded(1, withSegments(started, new Segment(0, 123.5))), StandardCharsets.UTF_8)
                .replace("\"startNanos\":0", "\"startNanos\":5");
        assertSkipped(view.read("1/run/" + RUN, bytes(tooLate)), Decoded.Kind.WRONG_SHAPE);
        String tooFast = new String(encoded(1, withSegments(started, new Segment(0, 123.5))), StandardCharsets.UTF_8)
                .replace("123.5", "1e300");
        assertSkipped(view.read("1/run/" + RUN, bytes(tooFast)), Decoded.Kind.WRONG_SHAPE);
        assertThat(run(1, withSegments(started, new Segment(0, 100)))).isInstanceOf(Reading.Taken.class);
    }

    private Reading run(long term, DesiredRun run) {
        return view.read(term + "/run/" + run.run(), encoded(term, run));
    }

    private Reading tick(long term, long number) {
        return view.read(term + "/tick", encoded(term, new Tick(number, List.of())));
    }

    private static byte[] encoded(long term, ControlRecord record) {
        return BusCodec.CONTROL.encode(new Envelope<>(term, "c1", 0, record));
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
