package klt.systemtests.simulation;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Envelope;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.controller.core.leadership.Leadership.News;

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
    SETTLED_TOO_EARLY,
    /** A grant's end is not heeded. */
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
    /** A controller that takes over does not know what nobody has. */
    LEFTOVERS_FORGOTTEN,
    /** A controller that takes over lets those come back that were given up. */
    GONE_FORGOTTEN,
    /** A controller that takes over does not know what was sent under two grants. */
    EXCESS_FORGOTTEN,
    /** Grants that are made anew are in the epoch of the first. */
    EPOCH_NOT_RAISED,
    /** Workers follow records of a controller that was replaced. */
    NO_TERM_CHECK,
    /** The log is compacted as if the keys did not tell of the term. */
    TERM_NOT_IN_KEY,
    /** The log is compacted as if all claims of a term had one key. */
    CONTROLLER_NOT_IN_KEY,
    /** Workers follow an earlier controller until a later one has written more than its claim. */
    CLAIM_NOT_HEEDED,
    /** A controller that takes over does not end what others follow of runs that have ended. */
    ENDED_RUNS_LEFT,
    /** Whoever claims leads, and does not wait for what the log says. */
    CLAIM_NOT_READ_BACK,
    /** Whoever claims does not care for the claims of others. */
    CLAIMS_OF_OTHERS_IGNORED,
    /** Whoever leads does not care whether others do. */
    NEVER_DEPOSED;

    /** What makes two records one for the compaction of the control topic. */
    String identity(ControlKey key) {
        String name = key.toString();
        return switch (this) {
            case TERM_NOT_IN_KEY -> name.substring(name.indexOf('/'));
            case CONTROLLER_NOT_IN_KEY -> key instanceof ControlKey.Claim ? key.term() + "/claim" : name;
            default -> name;
        };
    }

    /** Whether a worker takes notice. */
    boolean hears(ControlLog.Entry entry) {
        return this != CLAIM_NOT_HEEDED
                || !(entry.key() instanceof ControlKey.Claim || entry.key() instanceof ControlKey.Lead);
    }

    /** What a worker that has read of a term takes a record for. */
    ControlLog.Entry heard(ControlLog.Entry entry, long term) {
        if (this != NO_TERM_CHECK || entry.key().term() >= term) {
            return entry;
        }
        ControlKey key = switch (entry.key()) {
            case ControlKey.Claim claim -> new ControlKey.Claim(term, claim.controller());
            case ControlKey.Lead lead -> new ControlKey.Lead(term);
            case ControlKey.Tick tick -> new ControlKey.Tick(term);
            case ControlKey.Run run -> new ControlKey.Run(term, run.run());
        };
        return new ControlLog.Entry(
                key,
                entry.record().map(old -> new Envelope<>(term, old.writer(), old.number(), old.body())),
                entry.stampNanos());
    }

    /** Whether a controller takes notice. */
    boolean hears(News news, String controller, boolean leading) {
        return switch (this) {
            case CLAIMS_OF_OTHERS_IGNORED ->
                !(news instanceof News.Claimed claimed && !claimed.by().equals(controller));
            case NEVER_DEPOSED -> !leading;
            default -> true;
        };
    }

    /** What is written in place of a record. */
    DesiredRun written(DesiredRun run) {
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

    private static DesiredRun with(DesiredRun run, List<Grant> grants) {
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
                run.departed(),
                run.audit());
    }

    /** What a controller that takes over reads in place of a record. */
    DesiredRun recovered(DesiredRun run) {
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
                        this == GONE_FORGOTTEN ? List.of() : run.departed().workers(),
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
        return this == SETTLED_TOO_EARLY
                ? grants.stream()
                        .map(grant ->
                                new GrantProgress(grant.grant(), grant.position(), grant.position(), grant.stopped()))
                        .toList()
                : grants;
    }

    OutcomeCounts reported(OutcomeCounts settled, OutcomeCounts before) {
        return this == DELTA_REPORTS
                ? new OutcomeCounts(settled.acked() - before.acked(), 0, 0, settled.repaired() - before.repaired())
                : settled;
    }
}
