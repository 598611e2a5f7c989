package klt.worker.produce;

import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.Plan;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.junit.jupiter.api.Test;

/** A worker that sends in transactions: a message completes when its transaction ends. */
class TransactionsTest extends SendLoopHarness {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final HeaderReader header = new HeaderReader();

    /** what happened, in order: begin, messages, commit, abort, flush */
    private final List<String> steps = new ArrayList<>();
    /** sequences of messages whose header marks them as aborted */
    private final List<Long> aborting = new ArrayList<>();

    /** the exceptions thrown by the next requests to end a transaction; empty for none */
    private final List<Optional<RuntimeException>> failures = new ArrayList<>();

    /** the answer to messages when a transaction ends; empty for an ack */
    private Optional<Exception> refusal = Optional.empty();

    /** number of the message that the client rejects at once, from 0; after that, it accepts only the abort of the transaction */
    private OptionalLong refused = OptionalLong.empty();

    private long sends;
    private boolean inErrorState;
    private Optional<Transactions> transactions = Optional.empty();

    private final StubProducer producer = new StubProducer(this::send, this::transaction);

    private void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (record.headers().lastHeader(MessageHeader.KEY) != null) {
            assertThat(header.read(
                            record.headers().lastHeader(MessageHeader.KEY).value(), record.key(), record.value()))
                    .isTrue();
            if (header.isAborted()) {
                aborting.add(header.sequence());
            }
        }
        if (inErrorState) {
            throw new KafkaException("the transaction is in an error state");
        }
        steps.add("message");
        if (refused.equals(OptionalLong.of(sends++))) {
            inErrorState = true;
            callback.onCompletion(null, new RecordTooLargeException("too large"));
        } else {
            unanswered.add(callback);
        }
    }

    /** Kafka's client answers all messages before it ends a transaction. */
    private void transaction(String step) {
        steps.add(step);
        if (step.equals("begin")) {
            return;
        }
        for (Callback callback : unanswered) {
            callback.onCompletion(
                    refusal.isPresent() ? null : new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0),
                    refusal.orElse(null));
        }
        unanswered.clear();
        if (step.equals("flush")) {
            return;
        }
        if (step.equals("abort")) {
            inErrorState = false;
        } else if (inErrorState) {
            throw new KafkaException("the transaction is in an error state");
        }
        time.pass(3 * MILLI);
        if (!failures.isEmpty()) {
            failures.removeFirst().ifPresent(failure -> {
                throw failure;
            });
        }
    }

    private void run(String yaml) {
        Plan plan = plan(yaml);
        Transactions made = new Transactions(
                plan.spec().transactions().orElseThrow(),
                plan.spec().message().seed(),
                producer,
                outcomes.producers().getFirst(),
                time);
        transactions = Optional.of(made);
        SendLoop loop = loop(plan);
        loop.sendIn(made);
        run(loop, List.of(producer), plan, 6);
    }

    /** begin, m for each message, and the end of each transaction */
    private String story() {
        return String.join(" ", steps).replace("message", "m");
    }

    private List<String> ends() {
        return steps.stream()
                .filter(step -> !step.equals("message") && !step.equals("begin"))
                .toList();
    }

    @Test
    void anAbortOnPurposeIsAnAnswer() {
        run("{messages: 3, rate: max, transactions: {messages: 3, abortShare: 1}}");

        assertThat(totals().aborted()).isEqualTo(3);
        assertThat(totals().times().lastAckNanos()).hasValue(START_NANOS + 3 * MILLI);
    }

    @Test
    void aTransactionEndsAfterItsNumberOfMessagesAndTheLastOneWhenNothingFollows() {
        run("{messages: 7, rate: max, transactions: {messages: 3}}");

        assertThat(story()).isEqualTo("begin m m m commit begin m m m commit begin m commit");
        assertThat(totals().acked()).isEqualTo(7);
        assertThat(totals().inFlight()).isZero();
        assertThat(meter.progress().completed()).isEqualTo(new OutcomeCounts(7, 0, 0, 0, 0));
    }

    @Test
    void aTransactionEndsWhenItsTimeIsOverEvenIfNoMessageIsDue() {
        run("{messages: 10, rate: 100, transactions: {interval: 25ms}}");

        assertThat(story()).isEqualTo("begin m m m commit begin m m m commit begin m m m commit begin m commit");
        run("{messages: 2, rate: 1, transactions: {messages: 50, interval: 10ms}}");

        assertThat(ends()).hasSize(4 + 2);
    }

    @Test
    void aTransactionEndsBeforeTheBrokerWouldAbortIt() {
        run("{messages: 3, rate: 1, transactions: {messages: 50, timeout: 1s}}");

        assertThat(ends()).containsExactly("commit", "commit", "commit");
    }

    @Test
    void anAckedMessageOfAnOpenTransactionIsInFlight() {
        failures.add(Optional.of(new InterruptException("stopped")));
        // clears the interrupt flag, which the exception has set
        var unused = Thread.interrupted();
        run("{messages: 3, rate: max, verification: after, transactions: {messages: 3}}");

        assertThat(totals().acked()).isZero();
        assertThat(totals().inFlight()).isEqualTo(3);
        assertThat(meter.progress().completed().messages()).isZero();

        assertThat(transactions.orElseThrow().end()).isTrue();

        assertThat(totals().acked()).isEqualTo(3);
        assertThat(totals().inFlight()).isZero();
        SendLedgerReport ledger = meter.evidence("r-1", 0).orElseThrow();
        assertThat(ledger.given().stream()
                        .mapToLong(SendLedgerReport.Given::completed)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void theResponseTimeIncludesTheCommitAndTheServiceTimeDoesNot() {
        run("{messages: 2, rate: max, transactions: {messages: 2}}");

        RunMeter.Latencies latencies = meter.takeLatencies();
        assertThat(latencies.responseTime().getMaxValue()).isEqualTo(3_001L);
        assertThat(latencies.serviceTime().getMaxValue()).isZero();
        assertThat(latencies.commitTime().getTotalCount()).isEqualTo(1);
        assertThat(latencies.commitTime().getMaxValue()).isEqualTo(3_001L);
    }

    @Test
    void theCommitTimeIsThatOfTransactionsAfterTheWarmup() {
        run("{messages: 40, rate: 10, warmup: 1s, transactions: {messages: 5}}");

        assertThat(ends()).hasSize(8);
        assertThat(meter.takeLatencies().commitTime().getTotalCount()).isEqualTo(6);
    }

    @Test
    void theThreadSleepsWhileNoTransactionIsOpen() {
        run("{messages: 2, rate: 1, transactions: {messages: 1, interval: 10ms}}");

        assertThat(time.parks()).as("before the start and between the messages").isLessThan(10);
    }

    @Test
    void theSeedDecidesWhichTransactionsAreAborted() {
        run("{messages: 4000, rate: max, verification: after, transactions: {messages: 10, abortShare: 0.3}}");
        List<String> first = ends();
        long aborted = totals().aborted();

        // 400 transactions: within five standard deviations
        assertThat(aborted).isBetween(740L, 1_660L).isEqualTo(aborting.size());
        assertThat(totals().acked()).isEqualTo(4_000 - aborted);
        assertThat(meter.progress().completed()).isEqualTo(new OutcomeCounts(4_000 - aborted, 0, 0, aborted, 0));
        // messages that are still in the client must reach the log before their transaction is aborted
        assertThat(first).containsSubsequence("flush", "abort");
        long numbered = meter.evidence("r-1", 0).orElseThrow().given().stream()
                .mapToLong(SendLedgerReport.Given::sent)
                .sum();
        assertThat(numbered).as("messages with an ordinal").isEqualTo(4_000 - aborted);

        steps.clear();
        run("{messages: 4000, rate: max, verification: after, transactions: {messages: 10, abortShare: 0.3}}");
        assertThat(ends()).isEqualTo(first);
    }

    @Test
    void aTransactionThatCannotBeCommittedFailsWithAllItsMessages() {
        refusal = Optional.of(new RecordTooLargeException("too large"));
        failures.add(Optional.of(new KafkaException("a message failed")));
        run("{messages: 3, rate: max, verification: after, transactions: {messages: 3}}");

        assertThat(ends()).containsExactly("commit", "abort");
        assertThat(totals().failed()).isEqualTo(3);
        assertThat(totals().errors())
                .extracting(ErrorCount::errorClass, ErrorCount::outcome, ErrorCount::count)
                .containsExactly(tuple("RecordTooLargeException", Outcome.FAILED, 3L));
        assertThat(meter.evidence("r-1", 0).orElseThrow().given().stream()
                        .flatMap(given -> given.unacked().stream())
                        .mapToLong(range -> range.until() - range.from())
                        .sum())
                .isEqualTo(3);
        assertThat(fatal).isEmpty();
    }

    @Test
    void aTransactionWithAFailedMessageIsAbortedAtOnce() {
        refused = OptionalLong.of(1);
        run("{messages: 6, rate: max, transactions: {messages: 3}}");

        assertThat(story()).isEqualTo("begin m m abort begin m m m commit begin m commit");
        assertThat(meter.progress().completed()).isEqualTo(new OutcomeCounts(4, 2, 0, 0, 0));
        assertThat(totals().errors())
                .extracting(ErrorCount::errorClass, ErrorCount::outcome, ErrorCount::count)
                .containsExactly(tuple("RecordTooLargeException", Outcome.FAILED, 2L));
    }

    @Test
    void aMessageThatTheClientDiscardsFailsForTheSameReasonAsItsTransaction() {
        refused = OptionalLong.of(1);
        refusal = Optional.of(new TransactionAbortedException());
        run("{messages: 2, rate: max, transactions: {messages: 3}}");

        assertThat(story()).isEqualTo("begin m m abort");
        assertThat(totals().errors())
                .extracting(ErrorCount::errorClass, ErrorCount::count)
                .containsExactly(tuple("RecordTooLargeException", 2L));
    }

    @Test
    void aFailedMessageOfATransactionThatIsAbortedOnPurposeFailed() {
        refused = OptionalLong.of(1);
        run("{messages: 6, rate: max, transactions: {messages: 3, abortShare: 1}}");

        assertThat(story()).isEqualTo("begin m m flush abort begin m m m flush abort begin m flush abort");
        assertThat(meter.progress().completed()).isEqualTo(new OutcomeCounts(0, 1, 0, 5, 0));
        assertThat(totals().failed()).isEqualTo(1);
        assertThat(totals().aborted()).isEqualTo(5);
        assertThat(totals().errors())
                .extracting(ErrorCount::errorClass, ErrorCount::outcome, ErrorCount::count)
                .containsExactly(tuple("RecordTooLargeException", Outcome.FAILED, 1L));
    }

    @Test
    void aFailedMessageOfACommittedTransactionFailed() {
        refusal = Optional.of(new RecordTooLargeException("too large"));
        run("{messages: 3, rate: max, transactions: {messages: 3}}");

        assertThat(ends()).containsExactly("commit");
        assertThat(meter.progress().completed()).isEqualTo(new OutcomeCounts(0, 3, 0, 0, 0));
        assertThat(totals().errors()).extracting(ErrorCount::count).containsExactly(3L);
    }

    @Test
    void aFailedMessageOfATransactionWithAnUnknownResultFailed() {
        refused = OptionalLong.of(2);
        failures.add(Optional.of(new IllegalStateException("closed")));
        run("{messages: 3, rate: max, transactions: {messages: 3}}");

        assertThat(ends()).containsExactly("abort");
        assertThat(meter.progress().completed()).isEqualTo(new OutcomeCounts(0, 1, 2, 0, 0));
    }

    @Test
    void aTransactionWithAnUnknownResultIsIndeterminateAndAFencedProducerEndsTheRun() {
        ProducerFencedException fenced = new ProducerFencedException("another producer");
        failures.add(Optional.of(fenced));
        failures.add(Optional.of(fenced));
        run("{messages: 3, rate: max, transactions: {messages: 3}}");

        assertThat(ends()).containsExactly("commit", "abort");
        assertThat(totals().indeterminate()).isEqualTo(3);
        assertThat(fatal).contains(fenced);
    }

    @Test
    void aCommitWithoutAnAnswerIsRepeated() {
        failures.add(Optional.of(new TimeoutException("no answer")));
        failures.add(Optional.of(new TimeoutException("no answer")));
        run("{messages: 3, rate: max, transactions: {messages: 3}}");

        assertThat(ends()).containsExactly("commit", "commit", "commit");
        assertThat(totals().acked()).isEqualTo(3);
    }

    @Test
    void ofAClosedProducerTheResultIsNotKnown() {
        failures.add(Optional.of(new IllegalStateException("closed")));
        failures.add(Optional.of(new IllegalStateException("closed")));
        run("{messages: 3, rate: max, transactions: {messages: 3}}");

        assertThat(totals().indeterminate()).isEqualTo(3);
        assertThat(fatal).isEmpty();
    }
}
