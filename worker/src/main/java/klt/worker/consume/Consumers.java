package klt.worker.consume;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.consumers.ConsumerPlacement;
import klt.common.protocol.consumers.ConsumerPlacement.MemberSlot;
import klt.common.protocol.consumers.GroupIds;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.Start;
import klt.common.spec.load.Extent;
import klt.worker.clock.BusTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumers on this worker that generate read load. Level-triggered: a repeated desired state has no effect. Control loop thread only.
 */
public final class Consumers {

    /**
     * Maximum number of concurrent members per worker, so that a faulty controller cannot exhaust the worker's memory. Each member has its
     * own thread and buffers.
     */
    private static final int MEMBERS_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

    private final String worker;
    private final GroupClients clients;
    private final Consumer<StatusRecord> reports;
    private final BusTime busTime;
    private final Ticker ticker;
    private final Map<String, RunConsumers> runs = new LinkedHashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();
    /** for each run, its topics' partition count; also read by members */
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

    private final LongAdder records = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder throttledNanos = new LongAdder();

    /**
     * @param worker this worker's id
     * @param clients opens the members' clients
     * @param reports receives reports, on any thread
     */
    public Consumers(
            String worker, GroupClients clients, Consumer<StatusRecord> reports, BusTime busTime, Ticker ticker) {
        this.worker = worker;
        this.clients = clients;
        this.reports = reports;
        this.busTime = busTime;
        this.ticker = ticker;
    }

    /** @param desired the newest desired state; empty if the run was dropped */
    public void onDesired(String run, Optional<DesiredRun> desired) {
        Optional<DesiredRun> consuming = desired.filter(Consumers::isTime);
        if (consuming.isEmpty()) {
            Optional.ofNullable(runs.remove(run)).ifPresent(RunConsumers::stop);
            taken.remove(run);
            partitions.remove(run);
            return;
        }
        DesiredRun current = consuming.get();
        RunSpec spec = current.plan().spec();
        partitions.put(run, current.audit().from().size());
        List<MemberSlot> slots = allowed(run, ConsumerPlacement.of(spec.consumers(), current.members(), worker));
        RunConsumers consumers = runs.get(run);
        if (consumers == null) {
            if (slots.isEmpty()) {
                return;
            }
            consumers = new RunConsumers(
                    run,
                    spec.consumers().groups().size(),
                    group -> new GroupMeter(run, group, records, redelivered, throttledNanos),
                    (slot, meter) -> member(run, current, slot, meter),
                    busTime,
                    ticker,
                    reports);
            runs.put(run, consumers);
            consumers.start();
        }
        boolean isAwaited = spec.load().sends()
                ? current.phase() == RunPhase.VERIFYING
                : !(spec.load().extent() instanceof Extent.Timed);
        consumers.take(slots, current.startAt(), isAwaited);
    }

    /**
     * Returns whether members may run: the topics' end offsets before the run are known, with a backlog, everything has been sent, and load
     * is not stopped.
     */
    private static boolean isTime(DesiredRun current) {
        RunSpec spec = current.plan().spec();
        boolean open = current.phase().isSending()
                || current.phase() == RunPhase.DRAINING
                || (current.phase() == RunPhase.PREPARING
                        && !current.audit().from().isEmpty());
        boolean halted = current.ending()
                .filter(ending -> ending.end().code() == EndCode.ALL_LOAD_STOPPED)
                .isPresent();
        return !spec.consumers().isNone()
                && !halted
                && ((open && !spec.consumers().backlog()) || current.phase() == RunPhase.VERIFYING);
    }

    private List<MemberSlot> allowed(String run, List<MemberSlot> slots) {
        int others = taken.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(run))
                .mapToInt(Map.Entry::getValue)
                .sum();
        List<MemberSlot> allowed = slots.subList(0, Math.min(slots.size(), Math.max(0, MEMBERS_MAX - others)));
        if (allowed.size() < slots.size()) {
            LOG.atWarn()
                    .addKeyValue("run", run)
                    .log(
                            "not starting {} of {} consumers: a worker runs at most {}; add workers",
                            slots.size() - allowed.size(),
                            slots.size(),
                            MEMBERS_MAX);
        }
        taken.put(run, allowed.size());
        return allowed;
    }

    private Member member(String run, DesiredRun current, MemberSlot slot, GroupMeter meter) {
        RunSpec spec = current.plan().spec();
        Group settings = spec.consumers().groups().get(slot.group());
        String name = "g" + slot.group() + "-m" + slot.member() + "-" + run;
        String group = GroupIds.of(run, slot.group());
        Member.Setting setting =
                new Member.Setting(run, spec, current.plan().partitionNumbers(), settings, busTime, ticker);
        List<Long> from = current.audit().from();
        Optional<List<Long>> begin = settings.start() instanceof Start.Latest ? Optional.of(from) : Optional.empty();
        return switch (settings.protocol()) {
            case CLASSIC, CONSUMER ->
                new GroupMember(
                        name,
                        setting,
                        meter,
                        begin,
                        () -> clients.ofRun(spec.topic())
                                .consumer(
                                        name, group, settings, setting.topics().size()));
            case SHARE ->
                new ShareMember(
                        name,
                        setting,
                        meter,
                        () -> clients.ofRun(spec.topic()).shareConsumer(name, group, settings),
                        slot.member() == 0
                                ? Optional.of(() -> new ShareProgress(
                                        clients.ofRun(spec.topic()).admin(name + "-progress"),
                                        group,
                                        setting.partitions(),
                                        () -> partitions.getOrDefault(run, from.size()),
                                        begin,
                                        meter.places(),
                                        setting.acls()))
                                : Optional.empty());
        };
    }

    /** Returns the number of records received so far by all runs' members. May be called by any thread. */
    public long records() {
        return records.sum();
    }

    /** Returns the number of redelivered records, which had already been received by members on this worker. */
    public long redelivered() {
        return redelivered.sum();
    }

    /** Returns the total time during which quotas throttled members. May be called by any thread. */
    public long throttledNanos() {
        return throttledNanos.sum();
    }

    /** Called when the worker shuts down. Its members leave their groups, and other members take over their partitions. */
    public void stop() throws InterruptedException {
        List<RunConsumers> ending = List.copyOf(runs.values());
        ending.forEach(RunConsumers::stop);
        runs.clear();
        for (RunConsumers consumers : ending) {
            consumers.awaitEnd();
        }
    }
}
