package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.Audit;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.Audit.Task;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Integrity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.audit.AuditReports;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Read;
import klt.controller.core.audit.AuditReports.Sent;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The run {@code r} of ten messages, from the last response to its verdict. */
class VerifiedRunTest {

    private static final String SPEC = "{messages: 10, rate: 10, verification: after}";

    private final CoreHarness harness = new CoreHarness();
    private long number = 1_000;

    private void tell(String worker, StatusRecord record) {
        harness.status(worker, ++number, record);
    }

    /** All ten are sent by one of two workers and answered; the topic has one partition. */
    private void drained(String spec, Sent sent) {
        harness.running("r", spec, "a", "bb");
        harness.keepsEnds();
        tell("a", AuditReports.evidence("a", sent));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        harness.heartbeat("bb", Progress.of("r", RunState.FINISHED));
    }

    private void verifying(String spec, Sent sent) {
        drained(spec, sent);
        harness.on(new Event.EndsRead("r", List.of(List.of(10L))));
    }

    private void read(Read read) {
        tell("a", read.audited());
    }

    private Verdict verdict() {
        return Judge.verdict(harness.run("r"), harness.now());
    }

    private List<String> codes() {
        return verdict().reasons().stream().map(Verdict.Reason::code).toList();
    }

    @Test
    void aRunWithoutAnAckIsNotIntact() {
        harness.running("r", SPEC, "a");
        harness.keepsEnds();
        tell("a", AuditReports.evidence("a", Sent.messages(10).from(-10).without(0, 10, Outcome.FAILED)));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).messages(10, 0, 10, 0));
        harness.on(new Event.EndsRead("r", List.of(List.of(0L))));

        read(Read.of(1, 0));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(codes()).contains("NOTHING_ACKED", "NOTHING_TO_VERIFY");
    }

    @Test
    void itIsReadBackAndThenDone() {
        drained(SPEC, Sent.messages(10));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(harness.commanded(Command.ReadEnds.class))
                .containsExactly(new Command.ReadEnds("r", Optional.empty(), List.of("loadtest"), List.of()));

        harness.on(new Event.EndsRead("r", List.of(List.of(10L))));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
        DesiredRun record = harness.record("r");
        assertThat(record.phase()).isEqualTo(RunPhase.VERIFYING);
        assertThat(record.audit().from()).containsExactly(0L);
        assertThat(record.audit().until()).containsExactly(10L);
        assertThat(record.audit().tasks()).containsExactly(new Task(1, "a", List.of(0)));
        assertThat(verdict().integrity()).isEqualTo(Integrity.UNCHECKED);

        read(Read.of(1, 0).found(Found.of("a", 10)));
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INTACT);
        assertThat(codes()).isEmpty();
    }

    @Test
    void aLiveOneIsReadFromItsBeginning() {
        harness.running("r", SPEC.replace("after", "live"), "a", "bb");
        DesiredRun record = harness.record("r");
        assertThat(record.phase()).isEqualTo(RunPhase.RUNNING);
        assertThat(record.audit().until()).isEmpty();
        assertThat(record.audit().tasks()).containsExactly(new Task(1, "a", List.of(0)));

        harness.keepsEnds();
        tell("a", AuditReports.evidence("a", Sent.messages(10)));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        harness.heartbeat("bb", Progress.of("r", RunState.FINISHED));
        harness.on(new Event.EndsRead("r", List.of(List.of(10L))));
        assertThat(harness.record("r").audit().tasks()).containsExactly(new Task(1, "a", List.of(0)));
        assertThat(harness.record("r").audit().until()).containsExactly(10L);
        read(Read.of(1, 0).found(Found.of("a", 10)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INTACT);
    }

    @Test
    void aReaderThatIsLostIsFollowedByAnother() {
        verifying(SPEC, Sent.messages(10));

        harness.bye("a");

        assertThat(harness.record("r").audit().tasks()).containsExactly(new Task(2, "bb", List.of(0)));
        tell("bb", Read.of(2, 0).found(Found.of("a", 10)).audited());
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INTACT);
    }

    @Test
    void withoutAReaderTheRunWaitsForOne() {
        verifying(SPEC, Sent.messages(10));
        harness.bye("a");
        harness.bye("bb");
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);

        harness.heartbeat("ccc");
        harness.tick();

        assertThat(harness.record("r").audit().tasks()).containsExactly(new Task(3, "ccc", List.of(0)));
    }

    @Test
    void anotherControllerGoesOnWithTheReading() {
        verifying(SPEC, Sent.messages(10));
        CoreHarness next = harness.successor();
        next.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        next.heartbeat("bb", Progress.of("r", RunState.FINISHED));

        next.tick();
        assertThat(next.phase("r")).isEqualTo(RunPhase.VERIFYING);
        Task task = next.record("r").audit().tasks().getFirst();
        next.status(
                task.worker(),
                5_000,
                Read.of(task.id(), 0).found(Found.of("a", 10)).audited());

        assertThat(next.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(Judge.verdict(next.run("r"), next.now()).integrity()).isEqualTo(Integrity.INTACT);
    }

    @Test
    void oneThatWasStoppedIsReadBackToo() {
        harness.running("r", SPEC, "a", "bb");
        harness.keepsEnds();
        harness.on(new Event.StopRequested("r"));
        tell("a", AuditReports.evidence("a", Sent.messages(4)));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(4));
        harness.heartbeat("bb", Progress.of("r", RunState.FINISHED));
        harness.on(new Event.EndsRead("r", List.of(List.of(4L))));
        assertThat(harness.record("r").ending()).isPresent();

        read(Read.of(1, 0).found(Found.of("a", 4)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.STOPPED);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INTACT);
    }

    @Test
    void aStopWhileItIsReadEndsTheReading() {
        verifying(SPEC, Sent.messages(10));

        assertThat(harness.on(new Event.StopRequested("r"))).isInstanceOf(Reply.Accepted.class);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(codes()).containsExactly("AUDIT_INCOMPLETE");
    }

    @Test
    void anEndThatCannotBeReadMakesItInconclusive() {
        drained(SPEC, Sent.messages(10));

        harness.on(new Event.EndsUnknown("r", "TimeoutException: no answer"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(verdict().reasons())
                .containsExactly(
                        ReasonCode.AUDIT_INCOMPLETE.with("topic", "loadtest", "error", "TimeoutException: no answer"));
    }

    @Test
    void trafficOfTheReaderThatFailsTheRunNoMore() {
        verifying(SPEC, Sent.messages(10));

        harness.heartbeat("bb", Progress.of("r", RunState.FAILED).failure(EndCode.WORKER_FAILED, "late"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
    }

    @Test
    void withoutVerificationItIsSeenThatTheTopicHasGrownEnough() {
        drained("{messages: 10, rate: 10}", Sent.messages(0));
        harness.on(new Event.EndsRead("r", List.of(List.of(9L))));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.VIOLATED);
        assertThat(codes()).containsExactly("TOPIC_TOO_SHORT");
    }

    @Test
    void andThatAnEndIsNotKnownViolatesNothing() {
        drained("{messages: 10, rate: 10}", Sent.messages(0));
        harness.on(new Event.EndsUnknown("r", "no answer"));

        assertThat(verdict().integrity()).isEqualTo(Integrity.UNCHECKED);
        assertThat(codes()).isEmpty();
    }

    @Test
    void withoutAcksNothingWasPromised() {
        drained("{messages: 10, rate: 10, producer: {acks: 0}}", Sent.messages(0));
        harness.on(new Event.EndsRead("r", List.of(List.of(9L))));

        assertThat(verdict().integrity()).isEqualTo(Integrity.UNCHECKED);
    }

    @ParameterizedTest
    @CsvSource({
        "all, VIOLATED, LOST",
        "1, VIOLATED, LOST",
        "0, INCONCLUSIVE, NOTHING_PROMISED",
    })
    void aLossCountsByWhatWasPromised(String acks, Integrity integrity, String code) {
        verifying(SPEC.replace("}", ", producer: {acks: " + acks + "}}"), Sent.messages(10));

        read(Read.of(1, 0).found(Found.of("a", 10).without(2, 3)));

        assertThat(verdict().integrity()).isEqualTo(integrity);
        assertThat(codes()).containsExactly(code);
    }

    @ParameterizedTest
    @CsvSource({"all, false", "1, true"})
    void aLogThatLostItsEndIsNamedAndWhatAllowsThat(String acks, boolean allowed) {
        verifying(
                SPEC.replace("}", ", producer: {acks: " + acks + "}}"),
                Sent.messages(10).rewound());

        read(Read.of(1, 0).found(Found.of("a", 10).without(2, 3)));

        assertThat(codes()).containsExactly("LOST", "TRUNCATED");
        assertThat(verdict().reasons())
                .allSatisfy(reason ->
                        assertThat(reason.args().get("acks").isPresent()).isEqualTo(allowed));
    }

    @Test
    void asManyContestedRangesAsCanBeReportedLeaveADoubt() {
        verifying(SPEC, Sent.messages(10));
        for (int i = 0; i < Audit.CONTESTED_MAX; i++) {
            harness.run("r").verification().contest(List.of(0), i, i + 1, 1, harness.now());
        }

        read(Read.of(1, 0).found(Found.of("a", 10)));
        harness.on(new Event.StopRequested("r"));

        assertThat(codes()).contains("TOO_MANY_FINDINGS");
        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  5, 1, 0, VIOLATED, DUPLICATED",
        "true,  5, 0, 1, VIOLATED, REORDERED",
        "false, 5, 1, 1, INTACT,   ",
        "false, 1, 0, 1, VIOLATED, REORDERED",
        "false, 1, 1, 0, INTACT,   ",
    })
    void duplicatesAndOrderCountByWhatWasPromised(
            boolean idempotence, int inFlight, long twice, long late, Integrity integrity, String code) {
        String producer = ", producer: {idempotence: " + idempotence + ", maxInFlight: " + inFlight + "}}";
        verifying(SPEC.replace("}", producer), Sent.messages(10));

        read(Read.of(1, 0).found(Found.of("a", 10).twice(twice).late(late)));

        assertThat(verdict().integrity()).isEqualTo(integrity);
        assertThat(codes()).isEqualTo(code == null ? List.of() : List.of(code));
    }

    @Test
    void whatIsWrongInAnyCaseViolates() {
        verifying(SPEC, Sent.messages(10).without(3, 4, Outcome.FAILED));

        read(Read.of(1, 0).found(Found.of("a", 10)).corrupt(1).stray("a", -1, 3));

        assertThat(verdict().integrity()).isEqualTo(Integrity.VIOLATED);
        assertThat(codes()).containsExactly("GHOST", "CORRUPT", "MISROUTED");
    }

    @Test
    void whatOthersWroteViolatesNothing() {
        verifying(SPEC, Sent.messages(10));

        read(Read.of(1, 0).found(Found.of("a", 10)).foreign(7).gaps(2));

        assertThat(verdict().integrity()).isEqualTo(Integrity.INTACT);
    }

    @Test
    void aPartitionThatCouldNotBeReadMakesItInconclusive() {
        verifying(SPEC, Sent.messages(10));

        read(Read.of(1, 0).found(Found.of("a", 3)).trouble("retention took its beginning"));

        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(verdict().reasons())
                .containsExactly(ReasonCode.AUDIT_INCOMPLETE.with(
                        "partitions", List.of(0), "trouble", "retention took its beginning"));
    }

    @Test
    void aWorkerThatDidNotTellWhereItsMessagesAreMakesItInconclusive() {
        verifying(SPEC, Sent.messages(9));

        read(Read.of(1, 0).found(Found.of("a", 10)));

        assertThat(verdict().integrity()).isEqualTo(Integrity.INCONCLUSIVE);
        assertThat(verdict().reasons())
                .containsExactly(ReasonCode.EVIDENCE_MISSING.with("worker", "name-of-a", "reported", 9, "acked", 10));
    }

    @Test
    void moreThanCanBeDistinguishedMakesItInconclusive() {
        verifying(SPEC.replace("}", ", producer: {acks: 0}}"), Sent.messages(10));

        read(Read.of(1, 0).found(Found.of("a", 10).withoutMore(2)));

        assertThat(codes()).containsExactly("TOO_MANY_FINDINGS", "NOTHING_PROMISED");
    }

    @Test
    void whatALostWorkerMayHaveSentIsContested() {
        harness.running("r", "{messages: 1000, rate: 100, verification: after}", "a", "bb");
        harness.ticks(Fleet.LEASE_TICKS - 1);
        harness.heartbeat("bb", Progress.of("r", RunState.SENDING));
        harness.ticks(1);
        harness.heartbeat("bb", Progress.of("r", RunState.SENDING));

        // half of the shards, from its last reported position, for as long as it may not know that it was declared lost
        Contested range = harness.record("r").audit().contested().getFirst();
        assertThat(harness.record("r").audit().contested()).hasSize(1);
        assertThat(range.shards()).hasSize(32).contains(0, 2, 62);
        assertThat(range.from()).isZero();
        assertThat(range.until()).isEqualTo(1_000);
        assertThat(range.epoch()).isEqualTo(3);
        assertThat(range.takenAt()).isEqualTo(harness.now());
    }
}
