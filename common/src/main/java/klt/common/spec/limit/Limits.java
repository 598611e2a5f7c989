package klt.common.spec.limit;

import java.time.Duration;
import klt.common.schedule.Segment;

/** Limits of a spec, each with the reason for its value. */
public final class Limits {

    /**
     * Maximum number of messages: enough for over 11 days at a million per second, and few enough for a double to represent each sequence
     * exactly.
     */
    public static final long MESSAGES_MAX = 1_000_000_000_000L;

    /** Maximum rate in messages per second across the whole fleet; the largest Kafka clusters handle less. */
    public static final double RATE_MAX = Segment.RATE_MAX;

    /** Maximum number of stages per load. */
    public static final int STAGES_MAX = 100;

    public static final int REPEAT_MAX = 1_000;

    /** The lowest rate is one message per 1,000 s. */
    public static final double RATE_MIN = 0.001;

    /** 30 days, in seconds. */
    public static final long DURATION_SECONDS_MAX = 30L * 24 * 3600;

    public static final int NAME_LENGTH_MAX = 100;
    public static final int TAGS_MAX = 20;
    public static final int TAG_NAME_LENGTH_MAX = 50;
    public static final int TAG_VALUE_LENGTH_MAX = 100;
    public static final int OBJECTIVES_MAX = 50;
    public static final int OBJECTIVE_LENGTH_MAX = 100;

    /** Maximum number of topics; workers and controller keep latencies per topic. */
    public static final int TOPICS_MAX = 100;

    /** Maximum total number of partitions across all topics; a record on the control topic includes two offsets per partition. */
    public static final int PARTITIONS_MAX = 10_000;

    /** Maximum number of runs per sweep: a fifth of the runs that a controller keeps. */
    public static final int SWEEP_RUNS_MAX = 200;

    /** Maximum number of runs per cell of a sweep, the same as for a comparison. */
    public static final int SWEEP_REPEATS_MAX = 20;

    public static final int REPLICATION_MAX = 32;

    /** Maximum number of workers; with more, a run's desired state would not fit in one record. */
    public static final int WORKERS_MAX = 1_000;

    /** Maximum number of workers on one machine; each is a separate JVM. */
    public static final int LOCAL_WORKERS_MAX = 32;

    public static final int LINGER_MS_MAX = 60_000;
    public static final int BATCH_BYTES_MAX = 256 << 20;
    public static final long BUFFER_BYTES_MAX = 16L << 30;
    public static final int TIMEOUT_MS_MAX = 3_600_000;
    public static final int IN_FLIGHT_MAX = 1_000;

    /**
     * Maximum number of producers per worker. One sending thread rarely keeps more of them busy, and each has its own buffers and I/O
     * thread.
     */
    public static final int PRODUCERS_PER_WORKER_MAX = 16;

    /** Maximum number of messages per transaction; a worker keeps data on each message until the transaction ends. */
    public static final int TRANSACTION_MESSAGES_MAX = 100_000;

    /** Maximum transaction timeout: the brokers' default for transaction.max.timeout.ms. */
    public static final Duration TRANSACTION_TIMEOUT_MAX = Duration.ofMinutes(15);

    /** Maximum number of in-flight requests for which an idempotent producer's batches stay in order. */
    public static final int IDEMPOTENT_IN_FLIGHT_MAX = 5;

    /** Maximum number of groups. Each group reads every message, so with more groups, reading would dominate the load. */
    public static final int GROUPS_MAX = 16;

    /** Maximum number of members per group. */
    public static final int GROUP_MEMBERS_MAX = 1_000;

    public static final int GROUP_NAME_LENGTH_MAX = 50;

    /** A group's highest start offset, and the maximum distance from the end in bytes; a double represents both exactly. */
    public static final long START_MAX = 1_000_000_000_000_000L;

    /** A group's earliest start, ten years ago: longer than the retention of any relevant topic. */
    public static final int START_DAYS_MAX = 3_650;

    /**
     * Maximum processing time per record: a minute. The member keeps polling in the meantime; otherwise, it would be removed from its
     * group.
     */
    public static final int PROCESSING_MICROS_MAX = 60_000_000;

    public static final int POLL_RECORDS_MAX = 100_000;
    public static final int FETCH_BYTES_MAX = 64 << 20;
    public static final int FETCH_WAIT_MS_MAX = 60_000;

    /** Maximum number of characters in the value of a client property. */
    public static final int PROPERTY_LENGTH_MAX = 200;

    /** A record's size in addition to its value, for its key, header and framing, with a margin. */
    public static final int RECORD_OVERHEAD_BYTES_MAX = 1_024;

    /** Maximum number of characters in a spec. */
    public static final int SPEC_LENGTH_MAX = 100_000;

    /**
     * Maximum number of errors to list. A longer list would not help the reader, and a malicious spec can have tens of thousands of errors.
     */
    public static final int ERRORS_MAX = 100;

    private Limits() {}
}
