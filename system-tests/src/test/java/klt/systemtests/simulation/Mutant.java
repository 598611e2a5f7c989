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

/** A deliberate bug in one component. The simulation must detect each of them. */
enum Mutant {
    NONE,
    /** A worker that was frozen continues to send as if nothing had happened. */
    NO_FENCE,
    /** A worker that has read no tick for too long continues to send. */
    NO_HOLD,
    /** A worker mistakes an outage of Kafka for the loss of the controller. */
    GIVES_UP_IN_AN_OUTAGE,
    /** A worker that is no longer listed continues under its id. */
    STAYS_THOUGH_UNLISTED,
    /** Reports contain deltas instead of totals. */
    DELTA_REPORTS,
    /** Messages in flight are reported as completed. */
    COMPLETED_TOO_EARLY,
    /** The end of a grant is ignored. */
    NO_END,
    /** A worker sends one message more than was granted. */
    NO_HARD_EDGE,
    /** The orphaned messages of a lost worker are not reassigned. */
    NO_REPAIR,
    /** A grant begins one round late. */
    GAP_AT_THE_CUT,
    /** Leases are counted in the controller's own seconds, not in ticks that were read back. */
    LEASE_WITHOUT_TICKS,
    /** A controller that takes over does not replay the workers' reports. */
    NO_REPLAY,
    /** A controller that takes over drops the shards that no worker owns. */
    LEFTOVERS_FORGOTTEN,
    /** A controller that takes over lets workers return that were declared lost. */
    DEPARTED_FORGOTTEN,
    /** A controller that takes over drops the count of messages that were sent under two grants. */
    EXCESS_FORGOTTEN,
    /** New grants of the same shards have the epoch of the first one. */
    EPOCH_NOT_RAISED,
    /** Workers act on records of a controller that was replaced. */
    NO_TERM_CHECK,
    /** The log is compacted as if the keys did not contain the term. */
    TERM_NOT_IN_KEY,
    /** The log is compacted as if all claims of a term had one key. */
    CONTROLLER_NOT_IN_KEY,
    /** Workers act on records of an earlier controller until a later one has written more than its claim. */
    CLAIM_IGNORED_BY_WORKERS,
    /** A controller that takes over does not delete the desired state of runs that have ended. */
    ENDED_RUNS_LEFT,
    /** A candidate leads as soon as it has claimed, and does not read its claim back. */
    CLAIM_NOT_READ_BACK,
    /** A candidate ignores the claims of others. */
    CLAIMS_OF_OTHERS_IGNORED,
    /** A leader continues to write although another controller leads. */
    NEVER_FENCED,
    /** A session replays only the workers' newest reports. */
    REPLAY_BEGINS_LATE,
    /** A session takes over with the runs that were stored when it went on standby. */
    RUNS_READ_ONCE,
    /** A session does not rewrite records that the previous session could not write. */
    UNWRITTEN_FORGOTTEN,
    /** A follower still serves a run that was deleted. */
    DELETED_RUNS_KEPT,
    /** The records of earlier terms are deleted before the runs are written again. */
    EARLIER_TERMS_DELETED_FIRST,
    /** A controller that takes over uses records that a replaced one wrote after the claim. */
    LATE_RECORD_FOLLOWED;

    /** The identity of a key for the compaction of the control topic. */
    String identity(String key) {
        return switch (this) {
            case TERM_NOT_IN_KEY -> key.substring(key.indexOf('/') + 1);
            case CONTROLLER_NOT_IN_KEY -> key.contains("/claim/") ? key.substring(0, key.indexOf('/')) + "/claim" : key;
            default -> key;
        };
    }

    /** The record that a worker reads instead of a given one; empty for none. */
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

    /** The record that a controller reads instead of a given one. */
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

    /** The offset at which a session begins to read the workers' reports. */
    long replayFrom(long offset, long end) {
        return switch (this) {
            case NO_REPLAY -> end;
            case REPLAY_BEGINS_LATE -> (offset + end) / 2;
            default -> offset;
        };
    }

    /** The writer that a controller uses instead of a given one. */
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

    /** The record that is written instead of a given one. */
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

    private static DesiredRun with(DesiredRun run, List<Grant> grants, List<String> departed) {
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
                        departed, run.departed().outcomes(), run.departed().handoverDuplicates()),
                run.audit());
    }

    /** The record that a controller reads during a takeover instead of a given one. */
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

    /** The grants that a worker uses instead of its own. */
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

    OutcomeCounts reported(OutcomeCounts completed, OutcomeCounts before) {
        return this == DELTA_REPORTS
                ? new OutcomeCounts(
                        completed.acked() - before.acked(), 0, 0, 0, completed.repaired() - before.repaired())
                : completed;
    }
}
