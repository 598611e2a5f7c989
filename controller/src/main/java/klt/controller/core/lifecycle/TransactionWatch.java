package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import klt.common.spec.consumers.Isolation;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.stats.GroupStats;
import klt.controller.core.stats.OpenTransaction;

/**
 * Finds other producers' open transactions that block the run's read_committed readers: consumer groups, and the verification of a run with
 * transactions. Queries Kafka only while the run is waiting for one of these readers.
 */
final class TransactionWatch {

    /** Minimum time that the run must have been waiting before the first request. Unblocked readers usually finish within this time. */
    static final Duration WAIT_MIN = Duration.ofSeconds(3);

    static final Duration ASK_EVERY = Duration.ofSeconds(10);

    private final Run run;
    private Optional<Instant> askedAt = Optional.empty();

    TransactionWatch(Run run) {
        this.run = run;
    }

    /** Returns a request if one is due. */
    Optional<Command> ask(Instant now) {
        if (askedAt.filter(asked -> now.isBefore(asked.plus(ASK_EVERY))).isPresent()) {
            return Optional.empty();
        }
        List<Integer> partitions = unread(now).distinct().boxed().toList();
        if (partitions.isEmpty()) {
            return Optional.empty();
        }
        askedAt = Optional.of(now);
        return Optional.of(new Command.FindTransactions(
                run.id(), run.spec().topic().cluster(), run.plan().partitionNumbers(), partitions));
    }

    /** Returns the numbers of the partitions in which the run has been waiting for read_committed readers for some time. */
    private IntStream unread(Instant now) {
        if (!run.consumerStats().isOver(now)) {
            return isLong(run.consumerStats().waitsSince(), now)
                    ? committedGroups().stream().flatMapToInt(run.consumerStats()::unreadPartitions)
                    : IntStream.empty();
        }
        return verifiesCommitted() && isLong(run.verification().movedAt(), now)
                ? run.verification().unreadPartitions()
                : IntStream.empty();
    }

    private static boolean isLong(Optional<Instant> since, Instant now) {
        return since.filter(begun -> !now.isBefore(begun.plus(WAIT_MIN))).isPresent();
    }

    private List<GroupStats> committedGroups() {
        return run.consumerStats().groups().stream()
                .filter(group -> group.settings().isolation() == Isolation.READ_COMMITTED)
                .toList();
    }

    /** Returns whether verification only reads committed records. */
    private boolean verifiesCommitted() {
        return run.verification().reads() && run.spec().transactions().isPresent();
    }

    /** @param found all open transactions in the last request's partitions */
    void found(List<OpenTransaction> found, Instant now) {
        List<OpenTransaction> others = new ArrayList<>(found);
        List<String> own = run.transactionalIds();
        others.removeIf(open -> open.transactionalId().filter(own::contains).isPresent());
        others.sort(OpenTransaction.OLDEST_FIRST);
        // after that, requests no longer cover the groups' partitions
        if (!run.consumerStats().isOver(now)) {
            for (GroupStats group : committedGroups()) {
                group.heldBackBy(first(others, open -> run.consumerStats().isHeldBack(group, open)));
            }
        }
        if (verifiesCommitted()) {
            run.verification().heldBackBy(first(others, run.verification()::isHeldBack));
        }
    }

    private static Optional<OpenTransaction> first(List<OpenTransaction> sorted, Predicate<OpenTransaction> holds) {
        return sorted.stream().filter(holds).findFirst();
    }
}
