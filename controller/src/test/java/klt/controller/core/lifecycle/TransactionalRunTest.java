package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Integrity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.audit.AuditReports;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Read;
import klt.controller.core.audit.AuditReports.Sent;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** A run that sends in transactions: ten messages are acked, and five are aborted. */
class TransactionalRunTest {

    private static final String SPEC =
            "{messages: 15, rate: 10, verification: after, objectives: [], transactions: {messages: 5}}";

    private final CoreHarness harness = new CoreHarness();
    private int number;

    private void tell(String worker, StatusRecord record) {
        harness.status(worker, ++number, record);
    }

    private void verifying() {
        harness.running("r", SPEC, "a", "bb");
        harness.keepsEnds();
        tell("a", AuditReports.evidence("a", Sent.messages(10)));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10).aborted(5));
        harness.heartbeat("bb", Progress.of("r", RunState.FINISHED));
        // with the records of aborted messages and the markers
        harness.on(new Event.EndsRead("r", List.of(List.of(18L))));
    }

    private Verdict verdict() {
        return Judge.verdict(harness.run("r"), harness.now());
    }

    @Test
    void theTransactionsOfItsWorkersAreEndedBeforeTheEndOfTheTopicIsRead() {
        verifying();

        assertThat(harness.commanded(Command.ReadEnds.class))
                .containsExactly(new Command.ReadEnds(
                        "r", Optional.empty(), List.of("loadtest"), List.of("klt-r-a", "klt-r-bb")));
    }

    @Test
    void whatIsAbortedIsNeitherLostNorUnsent() {
        verifying();
        tell("a", Read.of(1, 0).found(Found.of("a", 10)).gaps(8).audited());

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.run("r").stats().totals().aborted()).isEqualTo(5);
        assertThat(harness.run("r").unsent()).isZero();
        assertThat(verdict().integrity()).isEqualTo(Integrity.INTACT);
    }

    @Test
    void whatIsAbortedAndReadIsAGhost() {
        verifying();
        tell("a", Read.of(1, 0).found(Found.of("a", 10)).aborted(2).audited());

        assertThat(verdict().integrity()).isEqualTo(Integrity.VIOLATED);
        assertThat(verdict().reasons()).extracting(Verdict.Reason::code).containsExactly("GHOST");
    }
}
