package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.code.Wording;
import klt.common.protocol.RunProgress;
import klt.common.report.ReasonCode;
import klt.common.text.Counted;
import klt.common.text.Listing;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;
import klt.controller.core.run.Waiting.On;
import klt.controller.core.stats.GroupStats;

/** Describes what a run is waiting for. */
final class Waits {

    private static final Wording JOINING = new Wording(
            "waiting for consumers to join: group {group} has {members} of {expected:member} and {partitions} of"
                    + " {topicPartitions:partition}[: {trouble}]");

    private static final Wording CATCHING_UP =
            new Wording("waiting for consumers to read {records:record}" + ReasonCode.HELD_BACK);

    private static final Wording VERIFYING = new Wording("verifying {records:record}" + ReasonCode.HELD_BACK);

    private final Run run;
    private final Fleet fleet;

    Waits(Run run, Fleet fleet) {
        this.run = run;
        this.fleet = fleet;
    }

    static Waiting turn(int before) {
        return new Waiting(On.TURN, "waiting for " + Counted.of(before, "run") + " to end", before, Optional.empty());
    }

    Optional<Waiting> workers(int missing, Optional<Instant> until) {
        return missing <= 0
                ? Optional.empty()
                : Optional.of(new Waiting(On.WORKERS, "waiting for " + Counted.of(missing, "worker"), missing, until));
    }

    Waiting topic() {
        return new Waiting(
                On.TOPIC,
                "waiting for Kafka to create or describe " + run.spec().topic().phrase(),
                1,
                Optional.empty());
    }

    /** @param missing number of missing workers */
    Optional<Waiting> prepared(int missing, Optional<Instant> until) {
        if (missing > 0) {
            return workers(missing, until);
        }
        Collection<String> members = run.membership().members();
        List<String> able = run.membership().able(fleet);
        List<String> unready = members.stream()
                .filter(worker -> !able.contains(worker))
                .map(run.stats()::nameOf)
                .toList();
        if (!unready.isEmpty()) {
            return Optional.of(new Waiting(
                    On.PRODUCERS,
                    "waiting for " + Listing.of(unready) + " to open "
                            + (unready.size() == 1 ? "its producer" : "their producers"),
                    unready.size(),
                    until));
        }
        return run.consumerStats()
                .unready(run.verification().from().size())
                .map(lack -> new Waiting(
                        On.CONSUMERS, JOINING.text(lack), run.consumerStats().missingMembers(), until));
    }

    Waiting answers(Optional<Instant> until) {
        long open = run.stats().workers().stream()
                .flatMap(worker -> worker.progress().stream())
                .mapToLong(RunProgress::inFlight)
                .sum();
        return new Waiting(
                On.ANSWERS,
                open == 0
                        ? "waiting for the workers' last reports"
                        : "waiting for Kafka to acknowledge " + Counted.of(open, "message"),
                open,
                until);
    }

    Waiting ends(Instant until) {
        int partitions = run.verification().from().size();
        return new Waiting(
                On.ENDS, "reading the end of " + Counted.of(partitions, "partition"), partitions, Optional.of(until));
    }

    /** Returns the wait for an open transaction that keeps a group from catching up, or empty if there is none. */
    Optional<Waiting> heldBackConsumers() {
        return heldBack().isEmpty() ? Optional.empty() : Optional.of(catchUp());
    }

    private Args heldBack() {
        return run.consumerStats().groups().stream()
                .map(GroupStats::heldBack)
                .filter(args -> !args.isEmpty())
                .findFirst()
                .orElse(Args.NONE);
    }

    Waiting catchUp() {
        long lag = run.consumerStats().lag();
        return new Waiting(
                On.CATCH_UP,
                CATCHING_UP.text(Args.of("records", lag).and(heldBack())),
                lag,
                run.consumerStats().givenUpAt());
    }

    Waiting audit() {
        long unread = run.verification().unreadOffsets();
        return new Waiting(
                On.AUDIT,
                VERIFYING.text(Args.of("records", unread).and(run.verification().heldBack())),
                unread,
                run.verification().givenUpAt());
    }
}
