package klt.common.report;

import klt.common.code.Args;
import klt.common.code.Wording;

/** Code for a verdict's reason; {@code docs/codes.md} explains each code and its remedy. */
public enum ReasonCode {
    OBJECTIVE_MISSED(
            "{objective}: it was {actualMicros}",
            "{objective}: {ackedShare} of the scheduled load was acked in time",
            "{objective}: it was {errorShare}",
            "{objective}: it was {actualRate} messages per second",
            "{objective}: it was {consumeRate} records per second",
            "{objective}: it was {lag:record}",
            "{objective}: everything was read after {catchUpMillis}",
            "{objective}: {unread:record} not read in time",
            "{objective}: a member read nothing for {pausedMillis} because of a rebalance",
            "{objective}: a quota throttled the producers for {throttledShare} of the time",
            "{objective}: {unanswered} of {messages:message} were not acknowledged and rank above all others",
            "{objective}: nothing was measured"),
    THROTTLED(
            "Kafka's quota throttled {producers:producer} for {throttledSeconds} in total; response time includes that wait",
            "Kafka's quota throttled {consumers:consumer} for {throttledSeconds} in total; end-to-end latency includes that wait"),

    NOTHING_SENT("no message was sent, so nothing was measured"),
    NOTHING_CONSUMED("no consumer group read a record, so nothing was measured"),
    NOTHING_ACKED("no message was acked, so nothing was measured; see the errors"),
    NOTHING_MEASURED(
            "all messages were part of the warm-up of {warmupSeconds}, so nothing was measured; send for longer or shorten warmup"),
    SEND_LAG("the workers' p99 send lag was {sendLagP99Micros}: the load tester was the bottleneck"
            + "[{validity=DEGRADED}][{validity=INVALID}, and the load was not as specified; add workers or CPU]"),
    BACKPRESSURE(
            "Kafka accepted less than the offered load, and the p99 send lag was {sendLagP99Micros}; response time includes"
                    + " that wait; sending was blocked for {blockedSeconds}: [{cause=QUOTA}Kafka's quota throttled the producer]"
                    + "[{cause=NO_LEADER}partitions had no leader]"
                    + "[{cause=TRANSACTIONS}the workers waited for transactions to end]"
                    + "[{cause=SLOW_ACKS}Kafka responded slowly and the buffer was full]"),
    BUFFER_TOO_SMALL(
            "the workers' p99 send lag was {sendLagP99Micros}, because send() was blocked for {blockedSeconds}: bufferMemory of"
                    + " {bufferBytes:byte} is too small for a batch of {batchBytes:byte} for each partition, although"
                    + " Kafka responded quickly;"
                    + " set it to at least {neededBytes:byte}, or lower batchSize"),
    RATE_NOT_ACHIEVED("only {sentShare} of the scheduled load was sent in time"),
    SEARCH_INCOMPLETE(
            "the search did not finish within its duration: the limit is at least {lowerRate} msg/s",
            "the search did not finish within its duration: the limit is between {lowerRate} and {upperRate} msg/s",
            "the search did not finish within its duration: the limit is below {upperRate} msg/s",
            "the search did not finish within its duration, and found no bound"),
    LIMITED_BY_LOAD_TESTER(
            "the load tester cannot send {upperRate} msg/s, so Kafka's limit may be higher; add workers or CPU"),
    BATCHES_SPLIT(
            "Kafka rejected {batches} batches as too large, and the producers split and resent them: {wireBytes} on the wire for"
                    + " {payloadBytes} of payload; lower producer.batchSize ({batchBytes}) below max.message.bytes"
                    + " of [topic {topic}][topics {topics}]"),
    WORKER_CPU(
            "{worker} used {cpuCores} of its {limitCores} cores: its figures include time that it spent waiting for CPU"),
    CPU_THROTTLED(
            "{worker} used up its CPU quota of {limitCores} cores in {throttledShare} of the periods, and was stopped until their end"
                    + ReasonCode.EFFECT),
    RUN_QUEUE_DELAY(
            "{worker}: a thread that sends or receives waited for a CPU for {runQueueShare} of the time; latencies include that wait"),
    GC_PAUSES("garbage collections stopped {worker} for {gcShare} of the time" + ReasonCode.EFFECT),
    SEND_QUEUE_LONG(
            "{worker}: in {queuedShare} of the seconds, a socket had over 100 KiB unacknowledged, at most {queueBytes}:"
                    + " the network or the brokers accepted data more slowly than the producer wrote it"),
    WORKER_LOST(
            "{cause=WORKER_LOST}lost contact with {worker}" + ReasonCode.LOAD,
            "{cause=WORKER_LEFT}{worker} left" + ReasonCode.LOAD,
            "{cause=WORKER_STOPPED}{worker} stopped" + ReasonCode.LOAD,
            "{cause=SHARDS_UNASSIGNED}some shards had no worker" + ReasonCode.LOAD,
            "{cause=NO_WORKER}no worker was available to send" + ReasonCode.LOAD,
            "{cause=CONSUMERS_LOST}lost contact with {worker}[{unattended=true} while no controller was running]: what its consumers"
                    + " read from second {fromSecond} to {toSecond} was not reported"),
    CONTROL_OUTAGE(
            "Kafka did not respond for {outageSeconds}, from second {fromSecond} to {toSecond}: the response times include that wait"),
    CLOCK_JUMPED(
            "the clock of {worker} jumped by {jumpSeconds} relative to the broker's[, the first of {jumps} jumps]: end-to-end latencies"
                    + " may be off by the same amount, and Kafka's client may have timed out early or late"),
    MISSING_INTERVALS("{intervals:interval report} never received: the latencies in them are missing"),
    REPORT_REFUSED(
            "a report of {worker} ({report}, {reportBytes}) was rejected: {error}[; the first of {reports} rejected reports]"),
    CONSUMERS_BEHIND(
            "group {group} did not catch up within {catchUpSeconds}: " + ReasonCode.REMAINING,
            "group {group} made no progress for {stalledSeconds}: " + ReasonCode.REMAINING,
            "group {group} had not caught up when the run ended[ with {end}]: " + ReasonCode.REMAINING),

    TOPIC_TOO_SHORT("{acked:message} acked, but the topic grew by only {grown:offset}: {missing:message} missing"
            + ReasonCode.ALLOWANCE),
    LOST("{messages:acked message} missing" + ReasonCode.ALLOWANCE),
    GHOST("{messages:message} found in the topic after a final failure, or read although the transaction was aborted"),
    CORRUPT("{records:record} found with content that differs from what was sent"),
    MISROUTED("{messages:message} found in a partition or topic other than the intended one"),
    TRUNCATED("{partitions:partition} truncated below an acked offset" + ReasonCode.ALLOWANCE),
    OFFSET_MISMATCH(
            "{partitions:partition} found with messages at offsets other than the acked ones (counted per worker)"),
    DUPLICATED("{messages:message} found in the topic more than once, although idempotence=true rules this out"),
    REORDERED("{messages:message} found after messages that the same worker sent later to the same partition"),
    NOTHING_PROMISED("{messages:message} missing; acks=0 guarantees nothing"),
    NOTHING_TO_VERIFY("no message was acked, so there is nothing to verify"),
    AUDIT_INCOMPLETE(
            "{partitions:partition}: {trouble}" + ReasonCode.HELD_BACK,
            "topic {topic} was deleted during the run",
            "topic {topic} was deleted during the run and re-created, with {partitionsAfter:partition} instead of {partitionsBefore}",
            "the topic had {partitionsBefore:partition} before the run and has {partitionsAfter} after it: it was re-created",
            "could not read the end offsets of topic {topic}: {error}",
            "could not read the end offsets of topics {topics}: {error}",
            "Kafka did not return the end offsets of topic {topic} within {timeoutSeconds}",
            "Kafka did not return the end offsets of topics {topics} within {timeoutSeconds}",
            "no reader made progress for {timeoutSeconds}" + ReasonCode.HELD_BACK,
            "readers were lost {readersLost} times without completing another partition",
            "a report of {worker} ({report}, {reportBytes}) was rejected: {error}",
            "the run ended with {end} before the topic was verified",
            "the run ended before the topic was verified"),
    EVIDENCE_MISSING("{worker} reported offsets of only {reported} of its {acked:acked message}"),
    TOO_MANY_FINDINGS(
            "{partitions:partition}: more messages are missing or misrouted than can be recorded",
            "workers were lost so often that not all handover duplicates can be distinguished from others");

    /** Suffix of some texts, for when another producer's open transaction blocks read_committed consumers. */
    public static final String HELD_BACK = "[; held back by an open transaction of producer {producerId}]"
            + "[ (transactional id {transactionalId})][{transactionUnnamed=true} (its transactional id is unknown: the transaction"
            + " hangs, or the controller's user lacks Describe on all transactional ids)][ on {transactionTopic}-{transactionPartition}][ since {openSince}]"
            + "[; end it (kafka-transactions.sh abort --topic {transactionTopic} --partition {transactionPartition}"
            + " --start-offset {startOffset}) or wait for its timeout]";

    private static final String REMAINING = "{unread:record} remaining[; {trouble}]" + HELD_BACK;

    private static final String LOAD = "[ ({shards:shard})][{unattended=true} while no controller was running]"
            + ": the load was not as specified from second {fromSecond} to {toSecond}";

    private static final String EFFECT =
            "[{validity=VALID}; it sent in time nevertheless][{validity=DEGRADED}: it sent late, and latencies include that wait]";

    private static final String ALLOWANCE = "[, as acks={acks} allows when a leader fails]";

    @SuppressWarnings("ImmutableEnumChecker") // Wording is immutable
    private final Wording wording;

    ReasonCode(String... texts) {
        wording = new Wording(texts);
    }

    public Wording wording() {
        return wording;
    }

    /** @param args names and values of the arguments required by the code's wording */
    public Verdict.Reason with(Object... args) {
        return new Verdict.Reason(this, Args.of(args));
    }
}
