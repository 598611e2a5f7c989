package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.verdict.Judge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose messages Kafka rejects, all of them. */
class RefusalTest {

    private static final String COMPACTED = "Compacted topic cannot accept message without key in topic partition t-0.";

    private final CoreHarness harness = new CoreHarness();

    private static ErrorCount error(String errorClass, Outcome outcome, long count, String sample) {
        return new ErrorCount(errorClass, outcome, count, CoreHarness.BEGIN, CoreHarness.BEGIN, sample);
    }

    private static Progress failed(RunState state, long failed, String errorClass, String sample) {
        return Progress.of("r", state)
                .messages(failed, 0, failed, 0)
                .errors(error(errorClass, Outcome.FAILED, failed, sample));
    }

    private void finish(Progress progress) {
        harness.heartbeat("a", progress);
        harness.tick();
    }

    @Test
    void aThousandRefusalsEndTheRunWithKafkasWordsAndTheCure() {
        harness.running("r", "{messages: 1M, rate: 10k}", "a");
        harness.heartbeat("a", failed(RunState.SENDING, 999, "InvalidRecordException", COMPACTED));
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);

        harness.heartbeat("a", failed(RunState.SENDING, 1_000, "InvalidRecordException", COMPACTED));
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        harness.heartbeat("a", failed(RunState.FINISHED, 1_000, "InvalidRecordException", COMPACTED));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end()).contains(refused(1_000, "InvalidRecordException", COMPACTED, "KEY"));
    }

    private static End refused(int messages, String errorClass, String error, String cure) {
        return EndCode.MESSAGES_REFUSED.with(
                "messages", messages, "errorClass", errorClass, "error", error, "cure", cure, "topic", "loadtest");
    }

    @Test
    void ofASlowRunTheFirstFiveSecondsCount() {
        harness.running("r", "{messages: 600, rate: 1}", "a");
        Progress one = failed(RunState.SENDING, 1, "RecordTooLargeException", "too large")
                .firstSendAt(harness.now());

        for (int second = 1; second < 5; second++) {
            harness.heartbeat("a", one);
            harness.tick();
            assertThat(harness.phase("r")).as("second %d", second).isEqualTo(RunPhase.RUNNING);
        }
        harness.heartbeat("a", one);
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(harness.run("r").end()).contains(refused(1, "RecordTooLargeException", "too large", "MESSAGE_SIZE"));
    }

    @Test
    void aShortRunWithoutAnAckHasFailedToo() {
        harness.running("r", "{messages: 5, rate: 10}", "a");

        finish(failed(RunState.FINISHED, 5, "InvalidTimestampException", "out of range"));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(harness.run("r").end())
                .contains(refused(5, "InvalidTimestampException", "out of range", "TIMESTAMP_LIMIT"));
        Verdict verdict = Judge.verdict(harness.run("r"), harness.now());
        assertThat(verdict.validity()).isEqualTo(Validity.INVALID);
        assertThat(verdict.reasons()).extracting(Verdict.Reason::code).contains("NOTHING_ACKED");
    }

    @Test
    void theErrorThatSaysMostIsNamed() {
        harness.running("r", "{messages: 5, rate: 10}", "a");

        finish(Progress.of("r", RunState.FINISHED)
                .messages(5, 0, 5, 0)
                .errors(
                        error("KafkaException", Outcome.FAILED, 4, "part of a batch"),
                        error("InvalidTimestampException", Outcome.FAILED, 1, "Timestamp out of range")));

        assertThat(harness.run("r").end())
                .contains(refused(5, "InvalidTimestampException", "Timestamp out of range", "TIMESTAMP_LIMIT"));
    }

    /** The next message may be acked, so the run continues to its end, where it is INVALID. */
    @ParameterizedTest
    @CsvSource({
        "TimeoutException, INDETERMINATE, 0, 1500",
        "TimeoutException, FAILED, 1500, 0",
        "NotEnoughReplicasException, FAILED, 1500, 0",
        "RecordTooLargeException, FAILED, 1499, 1",
    })
    void whatKafkaMayAcceptLaterIsNoRefusal(String errorClass, Outcome outcome, long failed, long indeterminate) {
        harness.running("r", "{messages: 1500, rate: 1000}", "a");
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .messages(1_500, 0, failed, indeterminate)
                        .errors(error(errorClass, outcome, 1_500, "words")));
        harness.tick();
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);

        finish(Progress.of("r", RunState.FINISHED)
                .messages(1_500, 0, failed, indeterminate)
                .errors(error(errorClass, outcome, 1_500, "words")));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(Judge.verdict(harness.run("r"), harness.now()).validity()).isEqualTo(Validity.INVALID);
    }

    @Test
    void oneAckIsEnoughToGoOn() {
        harness.running("r", "{messages: 1M, rate: 10k}", "a");

        harness.pass(Duration.ofSeconds(6));
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .messages(5_000, 1, 4_999, 0)
                        .firstSendAt(CoreHarness.BEGIN)
                        .errors(error("RecordTooLargeException", Outcome.FAILED, 4_999, "too large")));
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }
}
