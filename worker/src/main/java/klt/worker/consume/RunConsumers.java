package klt.worker.consume;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import klt.common.clock.Ticker;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.consumers.ConsumerPlacement.MemberSlot;
import klt.worker.clock.BusTime;

/** The members of a run's groups on this worker, and the thread that reports on them once a second. */
final class RunConsumers {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Interval between reports while the run is waiting for the members to catch up. */
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Creates a member. */
    interface Making {
        Member member(MemberSlot slot, GroupMeter meter);
    }

    private record Seated(MemberSlot slot, Member member) {}

    private final Making making;
    private final BusTime busTime;
    private final Ticker ticker;
    private final Consumer<StatusRecord> reports;
    private final List<Seated> members = new CopyOnWriteArrayList<>();
    private final List<GroupMeter> groups = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<Instant> startAt = Optional.empty();
    private volatile long periodNanos = SECOND_NANOS;

    RunConsumers(
            String run,
            int groups,
            IntFunction<GroupMeter> meters,
            Making making,
            BusTime busTime,
            Ticker ticker,
            Consumer<StatusRecord> reports) {
        this.making = making;
        this.busTime = busTime;
        this.ticker = ticker;
        this.reports = reports;
        for (int group = 0; group < groups; group++) {
            this.groups.add(meters.apply(group));
        }
        thread = Thread.ofPlatform().name("consumers-" + run).unstarted(this::reportRepeatedly);
    }

    void start() {
        thread.start();
    }

    /**
     * Starts and stops members so that exactly these are running.
     *
     * @param start when the load begins, if known
     * @param isAwaited whether the run is waiting for the members to read everything
     */
    void take(List<MemberSlot> slots, Optional<Instant> start, boolean isAwaited) {
        startAt = start;
        periodNanos = isAwaited ? QUICK_NANOS : SECOND_NANOS;
        members.stream()
                .filter(seated -> !slots.contains(seated.slot()))
                .forEach(seated -> seated.member().stop());
        for (MemberSlot slot : slots) {
            if (members.stream().noneMatch(seated -> seated.slot().equals(slot))) {
                Member member = making.member(slot, groups.get(slot.group()));
                members.add(new Seated(slot, member));
                start.ifPresent(member::startAt);
                member.start();
            }
        }
        start.ifPresent(at -> members.forEach(seated -> seated.member().startAt(at)));
        members.forEach(seated -> seated.member().reportEvery(periodNanos));
    }

    /** Stops the members. The reporting thread ends after them. */
    void stop() {
        members.forEach(seated -> seated.member().stop());
        end.countDown();
    }

    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    private void reportRepeatedly() {
        try {
            while (!end.await(nanosToNext(), TimeUnit.NANOSECONDS)) {
                report();
            }
            for (Seated seated : members) {
                seated.member().awaitEnd();
            }
            report();
        } catch (InterruptedException e) {
            throw new IllegalStateException("unexpected interrupt", e);
        }
    }

    private OptionalLong sinceStartNanos() {
        return startAt.map(start -> OptionalLong.of(ticker.nanos() - busTime.toTicker(start)))
                .orElse(OptionalLong.empty());
    }

    private long nanosToNext() {
        return periodNanos - Math.floorMod(sinceStartNanos().orElse(0), periodNanos);
    }

    private void report() {
        // the current second, or the one that has just ended
        int second = (int) Math.max(0, Math.floorDiv(sinceStartNanos().orElse(0) - periodNanos / 2, SECOND_NANOS));
        Optional<Long> uncertainty = busTime.clock().map(Clock::uncertaintyMicros);
        for (int group = 0; group < groups.size(); group++) {
            GroupMeter meter = groups.get(group);
            List<Member> own = removeOver(group, meter);
            // read positions before counts, so that every record below a position is counted
            List<GroupPositions> positions = meter.positions();
            reports.accept(meter.consumed(
                    second,
                    own.stream().mapToInt(Member::members).sum(),
                    own.stream().mapToInt(Member::partitions).sum(),
                    uncertainty,
                    own.stream().flatMap(member -> member.trouble().stream()).findFirst()));
            positions.forEach(reports);
        }
    }

    /** Removes members that have ended, and returns a group's remaining members. */
    private List<Member> removeOver(int group, GroupMeter meter) {
        List<Member> left = new ArrayList<>();
        for (Seated seated : List.copyOf(members)) {
            if (seated.slot().group() == group) {
                if (seated.member().isOver()) {
                    meter.remove(seated.member().endToEnd());
                    members.remove(seated);
                } else {
                    left.add(seated.member());
                }
            }
        }
        return left;
    }
}
