package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.audit.AuditReports;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Read;
import klt.controller.core.audit.AuditReports.Sent;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Waiting;
import klt.controller.core.stats.OpenTransaction;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;

/** The run {@code r} reads committed records of one partition, in which another producer has an open transaction. */
class HeldBackRunTest {

    private static final String COMMITTED = "{groups: 1, catchUp: 20s, isolation: read_committed}";
    private static final String SENDS = "{messages: 10, rate: 10, consumers: " + COMMITTED + "}";
    private static final String READS =
            "{rate: 0, consumers: {groups: 1, catchUp: 20s, start: earliest, isolation: read_committed}}";
    private static final String VERIFIES =
            "{messages: 10, rate: 10, objectives: [], verification: after, transactions: {messages: 5}}";

    private static final OpenTransaction OPEN = new OpenTransaction(
            0, "loadtest", 0, 4711, Optional.of("payments-3"), 4, Optional.of(Instant.parse("2026-03-01T11:58:07.5Z")));

    private static final String WORDS =
            "; held back by an open transaction of producer 4711 (transactional id payments-3)"
                    + " on loadtest-0 since 2026-03-01T11:58:07Z; end it (kafka-transactions.sh abort --topic loadtest --partition 0"
                    + " --start-offset 4) or wait for its timeout";

    private final CoreHarness harness = new CoreHarness();
    private long number = 5_000;
    /** the end of the topic before the run, where the group begins */
    private long began;

    private void tell(CoreHarness of, StatusRecord record) {
        of.status("a", ++number, record);
    }

    private void reads(CoreHarness of, long next) {
        tell(of, new GroupPositions("r", 0, 0, List.of(new Position(0, began, next, 10))));
    }

    private void joins() {
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        tell(
                harness,
                new Consumed(
                        "r",
                        0,
                        1,
                        0,
                        new Consumed.Members(1, 1, 1, 0, 0, Optional.empty()),
                        new Consumed.Records(4, 0, 0, 0),
                        new Consumed.EndToEnd(LatencyHistogram.EMPTY, 100),
                        ""));
        harness.tick();
    }

    /** All ten messages are sent, and the group has read four of them. */
    private void catchesUp(String spec) {
        harness.heartbeat("a");
        harness.submit("r", spec);
        harness.on(CoreHarness.topicsReady("r", List.of(began)));
        joins();
        harness.keepsEnds();
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        live(harness, 4);
        harness.on(new Event.EndsRead("r", List.of(List.of(10L))));
        reads(harness, 4);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);
    }

    private static void live(CoreHarness of, int seconds) {
        for (int second = 0; second < seconds; second++) {
            of.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
            of.tick();
        }
    }

    private static List<Command.FindTransactions> requests(CoreHarness of) {
        return of.commanded(Command.FindTransactions.class);
    }

    private void finds(OpenTransaction... open) {
        harness.on(new Event.TransactionsFound("r", List.of(open)));
    }

    private Optional<String> waiting() {
        return harness.run("r").waiting().map(Waiting::text);
    }

    private List<String> reasons(ReasonCode code) {
        return Judge.verdict(harness.run("r"), harness.now()).reasons().stream()
                .filter(reason -> reason.code().equals(code.name()))
                .map(Verdict.Reason::message)
                .toList();
    }

    private static OpenTransaction at(long startOffset) {
        return new OpenTransaction(0, "loadtest", 0, 1, Optional.empty(), startOffset, Optional.empty());
    }

    @Test
    void kafkaIsAskedOnceInAWhileWhenAGroupTakesSeconds() {
        catchesUp(SENDS);
        live(harness, 2);
        assertThat(requests(harness)).isEmpty();

        live(harness, 1);
        assertThat(requests(harness))
                .extracting(Command.FindTransactions::numbers)
                .containsExactly(List.of(0));
        live(harness, 9);
        assertThat(requests(harness)).hasSize(1);

        live(harness, 1);
        assertThat(requests(harness)).hasSize(2);
    }

    @Test
    void theCauseRemainsWhenTheVerificationGoesOn() {
        catchesUp(
                "{messages: 10, rate: 10, objectives: [], verification: after, transactions: {messages: 5}, consumers: "
                        + COMMITTED + "}");
        live(harness, 3);
        finds(OPEN);
        live(harness, 20);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.VERIFYING);

        // the transaction ends while the topic is being read back
        finds();
        tell(harness, AuditReports.evidence("a", Sent.messages(10)));
        tell(harness, Read.of(1, 0).found(Found.of("a", 10)).audited());

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(reasons(ReasonCode.CONSUMERS_BEHIND))
                .singleElement()
                .asString()
                .endsWith(WORDS);
    }

    @Test
    void aGroupThatReadsUncommittedRecordsIsNeverHeldBack() {
        catchesUp(SENDS.replace("read_committed", "read_uncommitted"));
        live(harness, 22);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(requests(harness)).isEmpty();
    }

    @Test
    void saysHowToSeeTheIdOfATransactionThatKafkaDoesNotName() {
        catchesUp(SENDS);
        live(harness, 3);
        finds(at(4));
        live(harness, 1);

        assertThat(waiting().orElseThrow())
                .contains("producer 1 (its transactional id is unknown: the transaction hangs, or the controller's"
                        + " user lacks Describe on all transactional ids) on loadtest-0; end it");
    }

    @Test
    void theTransactionIsWhatTheRunWaitsForAndWhyTheGroupIsBehind() {
        catchesUp(SENDS);
        live(harness, 3);
        finds(OPEN);
        live(harness, 1);

        assertThat(waiting()).contains("waiting for consumers to read 6 records" + WORDS);
        live(harness, 20);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(reasons(ReasonCode.CONSUMERS_BEHIND))
                .containsExactly("group 0 did not catch up within 20 s: 6 records remaining" + WORDS);
    }

    @Test
    void theOldestTransactionIsNamed() {
        catchesUp(SENDS);
        live(harness, 3);
        finds(at(5), OPEN, at(10));

        assertThat(harness.run("r").consumerStats().groups().getFirst().heldBack())
                .isEqualTo(OPEN.args());
    }

    @Test
    void aTransactionOutsideOfWhatIsUnreadHoldsNothingBack() {
        catchesUp(SENDS);
        live(harness, 3);
        // the records that were read were committed
        finds(at(3), at(10));
        live(harness, 1);

        assertThat(waiting()).contains("waiting for consumers to read 6 records");
    }

    @Test
    void aTransactionFromBeforeTheRunHoldsAGroupBack() {
        began = 4;
        catchesUp(SENDS);
        live(harness, 3);
        finds(at(3));

        assertThat(harness.run("r").consumerStats().groups().getFirst().heldBack())
                .isEqualTo(at(3).args());
    }

    @Test
    void aTransactionThatHasEndedIsForgotten() {
        catchesUp(SENDS);
        live(harness, 3);
        finds(OPEN);
        finds();
        live(harness, 1);
        assertThat(waiting()).contains("waiting for consumers to read 6 records");

        finds(OPEN);
        reads(harness, 9);
        live(harness, 20);

        assertThat(reasons(ReasonCode.CONSUMERS_BEHIND))
                .containsExactly("group 0 did not catch up within 20 s: 1 record remaining");
    }

    @Test
    void aRunThatOnlyReadsAsksWhenAGroupMakesNoProgress() {
        harness.heartbeat("a");
        harness.submit("r", READS);
        harness.on(CoreHarness.topicsReady("r", List.of(10L)));
        joins();
        for (int read = 1; read <= 4; read++) {
            harness.heartbeat("a", Progress.of("r", RunState.SENDING));
            harness.tick();
            reads(harness, read);
            harness.tick();
        }
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(requests(harness)).isEmpty();

        live(harness, 2);
        assertThat(requests(harness)).hasSize(1);
        assertThat(waiting()).isEmpty();
        finds(OPEN);
        live(harness, 1);
        assertThat(waiting()).contains("waiting for consumers to read 6 records" + WORDS);

        live(harness, 20);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(reasons(ReasonCode.CONSUMERS_BEHIND))
                .containsExactly("group 0 made no progress for 20 s: 6 records remaining" + WORDS);
    }

    /**
     * @param begin the end of the topic before the run
     * @param read the offset up to which it is read back
     */
    private void verifies(long begin, long read) {
        harness.heartbeat("a");
        harness.submit("r", VERIFIES);
        harness.on(CoreHarness.topicsReady("r", List.of(begin)));
        harness.heartbeat("a", Progress.of("r", RunState.READY));
        harness.ticks(3);
        harness.keepsEnds();
        tell(harness, AuditReports.evidence("a", Sent.messages(10)));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(10));
        harness.on(new Event.EndsRead("r", List.of(List.of(begin + 12))));
        live(harness, 2);
        tell(harness, Read.of(1, 0).found(Found.of("a", 4)).at(read).audited());
        live(harness, 2);
        assertThat(requests(harness)).isEmpty();
        live(harness, 1);
        assertThat(requests(harness))
                .extracting(Command.FindTransactions::numbers)
                .containsExactly(List.of(0));
    }

    @Test
    void theTransactionIsWhyTheVerificationIsIncomplete() {
        verifies(0, 4);
        finds(OPEN);
        live(harness, 1);
        assertThat(waiting().orElseThrow()).startsWith("verifying ").endsWith(WORDS);

        tell(
                harness,
                Read.of(1, 0)
                        .found(Found.of("a", 4))
                        .at(4)
                        .trouble("no record for 30 s")
                        .audited());

        assertThat(reasons(ReasonCode.AUDIT_INCOMPLETE)).containsExactly("partition 0: no record for 30 s" + WORDS);
    }

    @Test
    void theTransactionIsWhyNoReaderMakesProgress() {
        verifies(0, 4);
        finds(OPEN);
        live(harness, 61);

        assertThat(reasons(ReasonCode.AUDIT_INCOMPLETE)).containsExactly("no reader made progress for 60 s" + WORDS);
    }

    @Test
    void aTransactionOutsideOfWhatTheReadersHaveToReadHoldsNothingBack() {
        verifies(100, 101);
        finds(at(99), at(112));

        assertThat(harness.run("r").verification().heldBack()).isEqualTo(Args.NONE);
    }

    @Test
    void aTransactionFromBeforeTheRunHoldsTheReadersBack() {
        verifies(100, 100);
        finds(at(99));

        assertThat(harness.run("r").verification().heldBack()).isEqualTo(at(99).args());
    }

    @Test
    void theTransactionsOfTheRunAreNotThoseOfAnother() {
        verifies(0, 4);
        finds(new OpenTransaction(0, "loadtest", 0, 1, Optional.of("klt-r-a"), 4, Optional.empty()));

        assertThat(harness.run("r").verification().heldBack()).isEqualTo(Args.NONE);
    }

    @Test
    void anotherControllerAsksAgain() {
        catchesUp(SENDS);
        live(harness, 3);
        CoreHarness next = harness.successor();

        live(next, 4);

        assertThat(requests(next)).hasSize(1);
    }
}
