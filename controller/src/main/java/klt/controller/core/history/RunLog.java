package klt.controller.core.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import klt.common.code.Args;
import klt.common.code.Wording;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.controller.core.preflight.Finding;

/** A run's events, in order; bounded. */
public final class RunLog {

    /** Maximum number of entries. When it is exceeded, the oldest half and the newest half are kept. */
    public static final int ENTRIES_MAX = 400;

    public enum Kind {
        PHASE(
                "{phase=QUEUED}accepted, queued",
                "{phase}: preparing with {workers:worker} and {shards:shard}",
                "{created=true}topic {topic} was created with {partitions:partition}, replication {replication}",
                "{created=true}topics {topics} were created with {partitions:partition} each, replication {replication}",
                "{created=false}topics {topics} exist with {partitions:partition} each, replication {replication}"
                        + "[{asSpecified=true}][{asSpecified=false}; they are used as is]",
                "{created=false}topic {topic} exists with {partitions:partition}, replication {replication}"
                        + "[{asSpecified=true}][{asSpecified=false}; it is used as is]",
                "{phase}: all workers are ready; the load begins at {startAt}",
                "{phase=RUNNING}{phase}: sending",
                "{reads=true}{phase=RUNNING}{phase}: reading",
                "{phase=PAUSED}{phase}: paused",
                "{phase=DRAINING}{phase}: all messages have been sent and completed",
                "{reads=true}{phase=DRAINING}{phase}: the groups have read everything that the run requires",
                "{waitsFor=AUDIT}{phase}: verifying the topic",
                "{waitsFor=CONSUMERS}{phase}: waiting until the consumers have read everything",
                "{phase=DONE}{phase}: complete",
                "{takenOver=true}{phase}: taken over from another controller",
                "{phase}: [{phase=DRAINING}stopping: ]{end}"),
        PREFLIGHT("[{level=REFUSE}][{level=WARN}]{finding}"),
        RATE_CHANGED(Kind.CHANGE),
        LOAD_JUDGED(
                "{verdict=LOWER_BOUND}{rate} msg/s meets the objectives",
                "{verdict=UPPER_BOUND}{rate} msg/s misses {objective}",
                "{verdict=OUT_OF_REACH}{rate} msg/s is more than the load tester can send",
                "{verdict=UNDECIDED}{rate} msg/s is undecided again"),
        STAGE_SKIPPED("stage skipped: " + Kind.CHANGE),
        PAUSED(Kind.CHANGE),
        RESUMED(Kind.CHANGE),
        WORKER_READY("{worker} is ready"),
        WORKER_JOINED("{worker} joined"),
        WORKER_LEFT("{worker} left" + Kind.SHARDS),
        WORKER_LOST("lost contact with {worker}" + Kind.SHARDS),
        WORKER_RETURNED(
                "{worker} returned after it had been declared lost (zombie): other workers resend {messages:message} that it had"
                        + " received acks for"),
        SHARDS_MOVED(
                "[{orphaned=true}reassigned orphaned messages to][{orphaned=false}rebalanced shards across] {workers:worker}"),
        WAITING("no worker is available to send; the run continues when one joins"),
        KAFKA_SILENT("Kafka did not respond for {outageSeconds}"),
        REBALANCE(
                "group {group}: members on {worker} had {rebalances:rebalance}[ and read nothing for {pausedMillis}]"),
        REPORT_REFUSED("Kafka rejected a report from {worker} ({report}, {reportBytes}): {error}"),
        TOPIC_CHANGED(
                "topic {topic} grew by {partitionsAdded:partition} from {partitionsBefore}; the new partitions are"
                        + " read from their first offset",
                "{used=false}topic {topic} grew by {partitionsAdded:partition} from {partitionsBefore}; a run with several topics"
                        + " does not use the new partitions",
                "topic {topic} lost {offsets:offset} of the run to retention or deletion ({cut:partition}): unread"
                        + " messages cannot be verified",
                "topic {topic} was deleted during the run",
                "topic {topic} was deleted during the run and re-created, with {partitionsAfter:partition} instead of"
                        + " {partitionsBefore}"),
        CLOCK_JUMPED("the clock of {worker} jumped by {jumpSeconds} relative to the broker's clock"),
        ANNOTATION("{text}"),
        ERROR("{worker} failed: {error}");

        private static final String CHANGE = "rate {rateBefore} → {rate} msg/s at second {second}";
        private static final String SHARDS = "[ ({shards:shard})][{unattended=true} while no controller was running]";

        @SuppressWarnings("ImmutableEnumChecker") // Wording is immutable
        private final Wording wording;

        Kind(String... texts) {
            wording = new Wording(texts);
        }

        public Wording wording() {
            return wording;
        }
    }

    /**
     * @param args the kind's arguments. The PHASE event of an early end also has the end's code and its arguments; a PREFLIGHT event also
     *     has the finding's arguments
     * @param message human-readable text, built once because it is part of every snapshot
     */
    public record Entry(Instant at, Kind kind, Args args, String message) {

        private static final String PHASE = "phase";
        private static final String END = "end";
        private static final String LEVEL = "level";
        private static final String FINDING = "finding";

        public Entry(Instant at, Kind kind, Args args) {
            this(at, kind, args, text(kind, worded(kind, args)));
        }

        private static String text(Kind kind, Args worded) {
            kind.wording.require(kind, worded);
            return kind.wording.text(worded);
        }

        private static Entry of(Instant at, Finding finding) {
            Args args = Args.of(LEVEL, finding.level(), FINDING, finding.code()).and(finding.args());
            return new Entry(at, Kind.PREFLIGHT, args);
        }

        /**
         * Returns the arguments of the kind's own text. The text of an end or a finding is built from its code and the remaining arguments.
         */
        private static Args worded(Kind kind, Args args) {
            return switch (kind) {
                case PHASE ->
                    args.get(END)
                            .map(code -> new End(EndCode.valueOf(code.toString()), args.without(PHASE, END)))
                            .map(end -> Args.of(PHASE, args.get(PHASE), END, end.reason()))
                            .orElse(args);
                case PREFLIGHT ->
                    args.get(FINDING)
                            .map(code -> new Finding(
                                    level(args), Finding.Code.valueOf(code.toString()), args.without(LEVEL, FINDING)))
                            .map(finding -> Args.of(LEVEL, finding.level(), FINDING, finding.line()))
                            .orElse(args);
                default -> args;
            };
        }

        private static Finding.Level level(Args args) {
            return Finding.Level.valueOf(args.get(LEVEL).map(String::valueOf).orElse(""));
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long added;

    public RunLog() {}

    /** @param earlier entries written by another controller */
    public RunLog(List<Entry> earlier) {
        entries.addAll(earlier);
    }

    /**
     * Returns the number of entries added to this log, including entries dropped since then. An earlier controller's entries do not count.
     */
    public long added() {
        return added;
    }

    /** @param args names and values, as required by the kind's wording */
    public void add(Instant at, Kind kind, Object... args) {
        add(at, kind, Args.of(args));
    }

    public void add(Instant at, Kind kind, Args args) {
        add(new Entry(at, kind, args));
    }

    public void add(Instant at, Finding finding) {
        add(Entry.of(at, finding));
    }

    private void add(Entry entry) {
        if (entries.size() >= ENTRIES_MAX) {
            // a run's beginning and end are more informative than its middle
            entries.remove(ENTRIES_MAX / 2);
        }
        entries.add(entry);
        added++;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
