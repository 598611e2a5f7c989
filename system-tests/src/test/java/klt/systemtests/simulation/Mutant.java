package klt.systemtests.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import klt.common.kafka.TopicRecord;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.Claim;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.topics.ControlKey;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.controller.bus.TopicWriter;

/** One thing that a part does wrong. The simulation is worth something only if it notices each. */
enum Mutant {
    NONE,
    /** A worker that was frozen goes on sending as if nothing had been. */
    NO_FENCE,
    /** A worker that has read no tick for too long goes on sending. */
    NO_HOLD,
    /** A worker takes an outage of Kafka for the loss of the controller. */
    GIVES_UP_IN_AN_OUTAGE,
    /** A worker that is not listed any more stays what it is. */
    STAYS_THOUGH_UNLISTED,
    /** Reports say what is new, not what there is in all. */
    DELTA_REPORTS,
    /** What is in flight is reported as settled. */
    COMPLETED_TOO_EARLY,
    /** The end of a grant is ignored. */
    NO_END,
    /** What is sent is one more than was granted. */
    NO_HARD_EDGE,
    /** The hole that a lost worker left stays open. */
    NO_REPAIR,
    /** A grant begins one round late. */
    GAP_AT_THE_CUT,
    /** The lease runs in seconds of the controller's own, not in ticks that came back. */
    LEASE_WITHOUT_TICKS,
    /** A controller that takes over does not read what the workers have said. */
    NO_REPLAY,
    /** A controller that takes over forgets the shards that no worker has. */
    LEFTOVERS_FORGOTTEN,
    /** A controller that takes over lets those come back that were given up. */
    DEPARTED_FORGOTTEN,
    /** A controller that takes over does not know what was sent under two grants. */
    EXCESS_FORGOTTEN,
    /** New grants of the same shards are in the epoch of the first. */
    EPOCH_NOT_RAISED,
    /** Workers follow records of a controller that was replaced. */
    NO_TERM_CHECK,
    /** The log is compacted as if the keys did not tell of the term. */
    TERM_NOT_IN_KEY,
    /** The log is compacted as if all claims of a term had one key. */
    CONTROLLER_NOT_IN_KEY,
    /** Workers follow an earlier controller until a later one has written more than its claim. */
    CLAIM_IGNORED_BY_WORKERS,
    /** A controller that takes over does not end what others follow of runs that have ended. */
    ENDED_RUNS_LEFT,
    /** A candidate leads as soon as it has claimed, and does not read its claim back. */
    CLAIM_NOT_READ_BACK,
    /** A candidate ignores the claims of others. */
    CLAIMS_OF_OTHERS_IGNORED,
    /** A leader ignores that another controller leads, and continues to write. */
    NEVER_FENCED,
    /** A session replays only what the workers report from now on, and a bit of what they have reported. */
    REPLAY_BEGINS_LATE,
    /** A session takes over with the runs that were stored when it began to stand by. */
    RUNS_READ_ONCE,
    /** A session does not write again what the one before has not written. */
    UNWRITTEN_FORGOTTEN,
    /** A deleted run is still there for a controller that only reads. */
    DELETED_RUNS_KEPT,
    /** The records of earlier terms are deleted before the runs are written again. */
    EARLIER_TERMS_DELETED_FIRST,
    /** A controller that takes over follows what a replaced one wrote after the claim. */
    LATE_RECORD_FOLLOWED;

    /** What makes two records one for the compaction of the control topic. */
    String identity(String key) {
        return switch (this) {
            case TERM_NOT_IN_KEY -> key.substring(key.indexOf('/') + 1);
            case CONTROLLER_NOT_IN_KEY -> key.contains("/claim/") ? key.substring(0, key.indexOf('/')) + "/claim" : key;
            default -> key;
        };
    }

    /** What a worker reads in place of a record; empty if nothing. */
    Optional<TopicRecord> readBy(SimulatedWorker worker, TopicRecord record) {
        ControlKey key = ControlKey.of(record.key()).orElseThrow();
        return switch (this) {
            case CLAIM_IGNORED_BY_WORKERS ->
                Optional.of(record)
                        .filter(read -> !(key instanceof ControlKey.Claim || key instanceof ControlKey.Lead));
            case NO_TERM_CHECK ->
                Optional.of(key.term() < worker.term() ? inTerm(worker.term(), key, record, worker.world()) : record);
            case STAYS_THOUGH_UNLISTED ->
                Optional.of(changed(record, worker.world(), body -> switch (body) {
                    case Tick tick -> new Tick(with(tick.workers(), worker.id()));
                    case DesiredRun run ->
                        with(run, run.grants(), without(run.departed().workers(), worker.id()));
                    case Claim claim -> claim;
                }));
            default -> Optional.of(record);
        };
    }

    /** What a controller reads in place of a record. */
    List<TopicRecord> readBy(SimulatedController controller, TopicRecord record) {
        World world = controller.world();
        if (record.topic().equals(World.TOPICS.state())) {
            boolean ignored = (this == DELETED_RUNS_KEPT && record.value() == null)
                    || (this == RUNS_READ_ONCE && controller.hasReadRuns());
            return ignored ? List.of() : List.of(record);
        }
        if (!record.topic().equals(World.TOPICS.control())) {
            return List.of(record);
        }
        ControlKey key = ControlKey.of(record.key()).orElseThrow();
        return switch (this) {
            case CLAIMS_OF_OTHERS_IGNORED ->
                key instanceof ControlKey.Claim(long term, String by) && !by.equals(controller.id())
                        ? List.of()
                        : List.of(record);
            case NEVER_FENCED ->
                controller.isLeading() && key.term() != controller.term() ? List.of() : List.of(record);
            case LEFTOVERS_FORGOTTEN, DEPARTED_FORGOTTEN, EXCESS_FORGOTTEN ->
                List.of(
                        controller.isLeading()
                                ? record
                                : changed(
                                        record, world, body -> body instanceof DesiredRun run ? recovered(run) : body));
            case LATE_RECORD_FOLLOWED ->
                key instanceof ControlKey.Run && key.term() < controller.term() && !controller.isLeading()
                        ? List.of(record, inTerm(controller.term(), key, record, world))
                        : List.of(record);
            default -> List.of(record);
        };
    }

    private static TopicRecord changed(TopicRecord record, World world, UnaryOperator<ControlRecord> change) {
        if (record.value() == null) {
            return record;
        }
        Envelope<ControlRecord> old = decoded(record.value(), world);
        ControlRecord body = change.apply(old.body());
        world.checker().copy(old.body(), body);
        return with(record, record.key(), new Envelope<>(old.term(), old.writer(), old.number(), body), world);
    }

    private static TopicRecord inTerm(long term, ControlKey key, TopicRecord record, World world) {
        ControlKey moved = switch (key) {
            case ControlKey.Claim claim -> new ControlKey.Claim(term, claim.controller());
            case ControlKey.Lead lead -> new ControlKey.Lead(term);
            case ControlKey.Tick tick -> new ControlKey.Tick(term);
            case ControlKey.Run run -> new ControlKey.Run(term, run.run());
        };
        if (record.value() == null) {
            return new TopicRecord(record.topic(), record.offset(), record.stampMillis(), moved.toString(), null);
        }
        Envelope<ControlRecord> old = decoded(record.value(), world);
        return with(record, moved.toString(), new Envelope<>(term, old.writer(), old.number(), old.body()), world);
    }

    private static Envelope<ControlRecord> decoded(byte[] value, World world) {
        return ((Decoded.Good<ControlRecord>) world.controlCodec().decode(value)).envelope();
    }

    private static TopicRecord with(TopicRecord record, String key, Envelope<ControlRecord> envelope, World world) {
        return new TopicRecord(
                record.topic(),
                record.offset(),
                record.stampMillis(),
                key,
                world.controlCodec().encode(envelope));
    }

    /** Where a session begins to read what the workers have reported. */
    long replayFrom(long offset, long end) {
        return switch (this) {
            case NO_REPLAY -> end;
            case REPLAY_BEGINS_LATE -> (offset + end) / 2;
            default -> offset;
        };
    }

    /** What a controller writes with in place of a writer. */
    TopicWriter of(TopicWriter writer, SimulatedController controller, ControllerReader reader) {
        World world = controller.world();
        return switch (this) {
            case NO_REPAIR, EPOCH_NOT_RAISED, GAP_AT_THE_CUT ->
                (topic, key, value, ack) -> writer.send(
                        topic,
                        key,
                        value == null || !topic.equals(World.TOPICS.control())
                                ? value
                                : changed(
                                                new TopicRecord(topic, 0, 0, key, value),
                                                world,
                                                body -> body instanceof DesiredRun run ? written(run) : body)
                                        .value(),
                        ack);
            case CLAIM_NOT_READ_BACK ->
                (topic, key, value, ack) -> {
                    writer.send(topic, key, value, ack);
                    if (key.contains("/claim/") && value != null) {
                        reader.invent(topic, key, value);
                    }
                };
            case ENDED_RUNS_LEFT ->
                (topic, key, value, ack) -> {
                    if (controller.isLeading() || value != null || !key.contains("/run/")) {
                        writer.send(topic, key, value, ack);
                    }
                };
            case EARLIER_TERMS_DELETED_FIRST ->
                (topic, key, value, ack) -> {
                    writer.send(topic, key, value, ack);
                    if (key.endsWith("/lead") || key.contains("/claim/")) {
                        for (long term = 1; term < controller.term(); term++) {
                            writer.send(topic, new ControlKey.Run(term, World.RUN).toString(), null, (at, error) -> {});
                        }
                    }
                };
            default -> writer;
        };
    }

    /** What is written in place of a record. */
    private DesiredRun written(DesiredRun run) {
        return switch (this) {
            case NO_REPAIR ->
                with(run, run.grants().stream().filter(grant -> !grant.repair()).toList());
            case EPOCH_NOT_RAISED ->
                with(
                        run,
                        run.grants().stream()
                                .map(grant -> new Grant(
                                        grant.id(),
                                        grant.worker(),
                                        1,
                                        grant.from(),
                                        grant.until(),
                                        grant.repair(),
                                        grant.shards()))
                                .toList());
            case GAP_AT_THE_CUT ->
                with(
                        run,
                        run.grants().stream()
                                .map(grant -> grant.from() == 0 || grant.until().isPresent()
                                        ? grant
                                        : new Grant(
                                                grant.id(),
                                                grant.worker(),
                                                grant.epoch(),
                                                grant.from() + run.plan().shardCount(),
                                                grant.until(),
                                                false,
                                                grant.shards()))
                                .toList());
            default -> run;
        };
    }

    private static List<String> with(List<String> workers, String worker) {
        return workers.contains(worker)
                ? workers
                : Stream.concat(workers.stream(), Stream.of(worker)).toList();
    }

    private static List<String> without(List<String> workers, String worker) {
        return workers.stream().filter(other -> !other.equals(worker)).toList();
    }

    private static DesiredRun with(DesiredRun run, List<Grant> grants) {
        return with(run, grants, run.departed().workers());
    }

    private static DesiredRun with(DesiredRun run, List<Grant> grants, List<String> gone) {
        return new DesiredRun(
                run.run(),
                run.revision(),
                run.phase(),
                run.ending(),
                run.plan(),
                run.load(),
                run.members(),
                new DesiredRun.Allocation(
                        grants, run.allocation().leftovers(), run.allocation().excess()),
                new DesiredRun.Departed(
                        gone, run.departed().outcomes(), run.departed().handoverDuplicates()),
                run.audit());
    }

    /** What a controller that takes over reads in place of a record. */
    private DesiredRun recovered(DesiredRun run) {
        return new DesiredRun(
                run.run(),
                run.revision(),
                run.phase(),
                run.ending(),
                run.plan(),
                run.load(),
                run.members(),
                new DesiredRun.Allocation(
                        run.grants(),
                        this == LEFTOVERS_FORGOTTEN
                                ? List.of()
                                : run.allocation().leftovers(),
                        this == EXCESS_FORGOTTEN ? 0 : run.allocation().excess()),
                new DesiredRun.Departed(
                        this == DEPARTED_FORGOTTEN ? List.of() : run.departed().workers(),
                        run.departed().outcomes(),
                        run.departed().handoverDuplicates()),
                run.audit());
    }

    /** What a worker takes its grants for. */
    List<Grant> read(List<Grant> grants) {
        return switch (this) {
            case NO_END ->
                grants.stream()
                        .map(grant -> grant.repair()
                                ? grant
                                : new Grant(
                                        grant.id(),
                                        grant.worker(),
                                        grant.epoch(),
                                        grant.from(),
                                        Optional.empty(),
                                        false,
                                        grant.shards()))
                        .toList();
            case NO_HARD_EDGE ->
                grants.stream()
                        .map(grant -> grant.until().isEmpty() || grant.repair()
                                ? grant
                                : grant.endingAt(grant.until().get() + 64))
                        .toList();
            default -> grants;
        };
    }

    List<GrantProgress> reported(List<GrantProgress> grants) {
        return this == COMPLETED_TOO_EARLY
                ? grants.stream()
                        .map(grant ->
                                new GrantProgress(grant.grant(), grant.position(), grant.position(), grant.stopped()))
                        .toList()
                : grants;
    }

    OutcomeCounts reported(OutcomeCounts settled, OutcomeCounts before) {
        return this == DELTA_REPORTS
                ? new OutcomeCounts(settled.acked() - before.acked(), 0, 0, 0, settled.repaired() - before.repaired())
                : settled;
    }
}
