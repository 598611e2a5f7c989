package klt.systemtests.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Envelope;
import klt.common.protocol.StatusRecord;
import klt.controller.core.ControllerCore;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.leadership.ControlTable;
import klt.controller.core.leadership.Leadership;
import klt.controller.core.leadership.Leadership.Candidate;
import klt.controller.core.leadership.Leadership.Fenced;
import klt.controller.core.leadership.Leadership.Follower;
import klt.controller.core.leadership.Leadership.Leader;
import klt.controller.core.leadership.Leadership.News;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Step;

/**
 * One process of a controller: its real leadership, its real table of what the control topic holds, and its real core. All that the
 * session with Kafka and the event loop do around them is here in a few lines; it must do the same.
 */
final class SimulatedController extends SimulatedProcess {

    private static final long LEADER_POLL_NANOS_MAX = World.SECOND / 4;
    private static final long STAND_BY_POLL_NANOS_MAX = World.SECOND / 2;
    private static final long RECOVERY_NANOS_MAX = World.SECOND;
    private static final long LEAD_NANOS = World.SECOND;
    private static final long SESSION_PAUSE_NANOS = World.SECOND / 2;

    /** When so many ticks of the term came back, its runs are written, and the records of older terms can go. */
    private static final int TICKS_UNTIL_TAKEN_OVER = 3;

    /** Of the ticks of a lease up to three come at once when its controller was cut off: one not read, one on its way, and the next. */
    private static final Duration SILENCE_MIN = Duration.ofMillis(2_500);

    private final String id;
    private final SimulatedClock clock;
    private final SimulatedOutbox outbox = new SimulatedOutbox(this);

    private Leadership leadership;
    private ControlTable table = new ControlTable();
    private ControllerCore core = new ControllerCore(1);
    private int read;
    private int statusRead;
    private long answeredNanos;
    private long cutOffUntil;
    private long number;
    /** the term that it has claimed and, for all it knows, not lost */
    private long claimed;

    private boolean stoodBy;

    private boolean leading;
    private boolean tickUnderWay;
    private long tickAckedAt = -1;
    private long stoodStill;
    private int ticksRead;
    /** workers that were given up already */
    private final Set<String> lost = new HashSet<>();

    SimulatedController(String id, World world) {
        super(world);
        this.id = id;
        clock = SimulatedClock.any(world.random());
        leadership = Leadership.begin(id);
        answeredNanos = now();
        after(random(World.SECOND), this::poll);
    }

    boolean isLeading() {
        return leading && !isOver();
    }

    /** It cannot reach Kafka. */
    void cutOff(long nanos) {
        cutOffUntil = now() + nanos;
    }

    /** In the past when it can. */
    long cutOffUntil() {
        return Math.max(cutOffUntil, world().outUntil());
    }

    boolean isCutOff() {
        return now() < cutOffUntil();
    }

    void heal() {
        cutOffUntil = 0;
        thaw();
    }

    /** What it has written and Kafka has not got yet may still come there. */
    void die() {
        end();
        outbox.sendPart();
    }

    /** It ends in order. */
    void leave() {
        if (leading) {
            world().mark(RareEvent.LEADER_LEFT);
            write(new ControlKey.Tick(leadership.term()), Optional.empty());
        }
        end();
        outbox.sendAll();
    }

    private void poll() {
        after(1 + random(leading ? LEADER_POLL_NANOS_MAX : STAND_BY_POLL_NANOS_MAX), this::poll);
        if (isCutOff()) {
            return;
        }
        // records of two topics come in any order
        if (random(2) == 0) {
            readStatus();
            readControl();
        } else {
            readControl();
            readStatus();
        }
        probe();
    }

    private void readControl() {
        read = world().control().read(read, this::onControl);
        if (leadership instanceof Fenced) {
            beginAnew();
        }
    }

    /** All was read. */
    private void probe() {
        settle(leadership.quiet(now() - answeredNanos));
        answeredNanos = now();
        if (leadership instanceof Candidate claims && claimed < claims.term()) {
            claimed = claims.term();
            write(new ControlKey.Claim(claimed, id), Optional.of(new ControlRecord.Claim(id)));
            if (world().mutant() == Mutant.CLAIM_NOT_READ_BACK) {
                settle(claims.read(new News.Claimed(claimed, id)));
            }
        }
    }

    private void onControl(ControlLog.Entry entry) {
        entry.record().ifPresentOrElse(envelope -> onRecord(entry.key(), envelope), () -> onTombstone(entry.key()));
    }

    private void onTombstone(ControlKey key) {
        if (!leading) {
            table.remove(key);
        }
        if (key instanceof ControlKey.Tick(long term)) {
            settle(leadership.read(new News.Left(term)));
        }
    }

    private void onRecord(ControlKey key, Envelope<ControlRecord> envelope) {
        if (!leading) {
            table.put(key, envelope.body());
        }
        News news = News.of(key, envelope.writer());
        if (world().mutant().hears(news, id, leading)) {
            settle(leadership.read(news));
        }
        if (leading && key.equals(new ControlKey.Tick(leadership.term()))) {
            step(new Event.TickRead(((ControlRecord.Tick) envelope.body()).number()));
            checkLosses();
            if (++ticksRead == TICKS_UNTIL_TAKEN_OVER) {
                table.before(leadership.term()).forEach(old -> write(old, Optional.empty()));
            }
        }
    }

    private void readStatus() {
        List<Envelope<StatusRecord>> status = world().status();
        while (leading && statusRead < status.size()) {
            step(new Event.StatusRead(status.get(statusRead++)));
        }
    }

    private void settle(Leadership next) {
        Leadership before = leadership;
        leadership = next;
        switch (next) {
            case Follower follows -> {
                stoodBy |= !follows.leader().isEmpty() && !follows.leader().equals(id);
                if (before instanceof Candidate) {
                    world().mark(RareEvent.CLAIM_LOST);
                }
            }
            case Candidate claims -> {}
            case Leader leads -> {
                if (before instanceof Candidate) {
                    world().witness().onLead(leads.term(), id);
                    after(random(RECOVERY_NANOS_MAX), () -> takeOver(leads));
                    after(LEAD_NANOS, () -> sayLead(leads));
                }
            }
            case Fenced deposed -> {
                if (!before.equals(deposed)) {
                    world().mark(RareEvent.DEPOSED);
                }
                leading = false;
            }
        }
    }

    /** Another leads: what is known is forgotten, and the topic read from its beginning. */
    private void beginAnew() {
        leadership = leadership.again();
        table = new ControlTable();
        core = new ControllerCore(1);
        tickAckedAt = -1;
        read = 0;
        ticksRead = 0;
        lost.clear();
        cutOffUntil = Math.max(cutOffUntil, now() + SESSION_PAUSE_NANOS);
        answeredNanos = cutOffUntil;
    }

    private void sayLead(Leader lead) {
        if (leadership.equals(lead) && !leading) {
            write(new ControlKey.Lead(lead.term()), Optional.of(new ControlRecord.Claim(id)));
            after(LEAD_NANOS, () -> sayLead(lead));
        }
    }

    private void takeOver(Leader lead) {
        if (isCutOff()) {
            after(cutOffUntil() - now(), () -> takeOver(lead));
            return;
        }
        if (!leadership.equals(lead)) {
            return;
        }
        if (stoodBy) {
            world().mark(RareEvent.STAND_BY_TOOK_OVER);
        }
        leading = true;
        tickUnderWay = false;
        statusRead = world().status().size();
        recover();
        step(new Event.ReplayFinished());
        step(new Event.TermStarted());
        tick(lead);
    }

    private void recover() {
        Optional<StoredRun> unended = world().take(leadership.term()).filter(run -> !run.isEnded());
        if (unended.isEmpty()) {
            if (world().mutant() != Mutant.ENDED_RUNS_LEFT) {
                table.followed().forEach(run -> write(new ControlKey.Run(leadership.term(), run), Optional.empty()));
            }
            return;
        }
        Optional<DesiredRun> desired = table.desired(World.RUN).map(world().mutant()::recovered);
        desired.ifPresent(run -> lost.addAll(run.departed().workers()));
        boolean queued = unended.get().isQueued() && !table.knows(World.RUN);
        step(new Event.Recovered(
                World.RUN,
                world().spec(),
                SimulatedClock.instantOf(unended.get().createdAt()),
                queued,
                desired,
                unended.get().run().past()));
        if (world().mutant() != Mutant.NO_REPLAY) {
            world().status().forEach(said -> step(new Event.StatusRead(said)));
        }
    }

    /** Somebody asks for the run. */
    void submit() {
        step(new Event.Submitted(World.RUN, world().spec()));
    }

    private void tick(Leader lead) {
        if (!leadership.equals(lead) || !leading) {
            return;
        }
        after(World.SECOND, () -> tick(lead));
        if (world().mutant() == Mutant.LEASE_WITHOUT_TICKS) {
            // as if the broker stalled: time goes on, and nothing is read
            for (int second = 0; second < 2; second++) {
                step(new Event.TickDue());
                step(new Event.TickRead(0));
            }
            checkLosses();
        }
        if (!tickUnderWay) {
            tickUnderWay = true;
            step(new Event.TickDue());
        }
    }

    private void onTickAcked() {
        tickUnderWay = false;
        long last = tickAckedAt < 0 ? now() : tickAckedAt;
        step(new Event.TickAcked(Duration.ofNanos(Math.max(0, now() - last - stoodStill))));
        tickAckedAt = now();
        stoodStill = 0;
    }

    @Override
    void onThaw(long frozenNanos) {
        stoodStill += frozenNanos;
    }

    private void step(Event event) {
        Step step = core.on(event, clock.instant(now()));
        step.commands().forEach(this::execute);
    }

    /** A worker is given up only when it was silent for as many ticks as its lease has; of those some may have waited for this controller. */
    private void checkLosses() {
        for (Fleet.Member member : core.fleet().members()) {
            if (member.state() == Fleet.State.LOST && lost.add(member.id())) {
                Duration silent = Duration.between(member.lastHeartbeatAt(), clock.instant(now()));
                if (silent.compareTo(SILENCE_MIN) < 0) {
                    throw new Violation(member.id() + " was given up after " + silent);
                }
            }
        }
    }

    private void execute(Command command) {
        long term = leadership.term();
        switch (command) {
            case Command.PublishTick publish -> {
                write(new ControlKey.Tick(term), Optional.of(publish.tick()));
                outbox.add(() -> after(0, this::onTickAcked));
            }
            case Command.PublishRun publish ->
                write(
                        new ControlKey.Run(term, World.RUN),
                        Optional.of(world().mutant().written(publish.run())));
            case Command.RetireRun retire -> write(new ControlKey.Run(term, retire.run()), Optional.empty());
            case Command.PrepareTopic prepare ->
                after(
                        random(World.SECOND / 5),
                        () -> step(new Event.TopicReady(prepare.run(), List.of(), List.of(0L))));
            case Command.LookAtTopic look ->
                after(
                        random(World.SECOND / 5),
                        () -> step(new Event.TopicSeen(
                                look.run(), Optional.of(new Event.TopicState("topic", List.of(0L))))));
            case Command.ReadEnds ends ->
                after(random(World.SECOND / 5), () -> step(new Event.EndsRead(ends.run(), List.of(World.LOG_END))));
            case Command.Store keep -> {
                StoredRun stored = StoredRun.of(keep.run(), term);
                outbox.add(() -> world().store(stored));
            }
            case Command.DeleteGroups delete -> {}
            case Command.Forget forget -> {}
        }
    }

    private void write(ControlKey key, Optional<ControlRecord> record) {
        Optional<Envelope<ControlRecord>> envelope = record.map(body -> new Envelope<>(key.term(), id, ++number, body));
        outbox.add(() -> world().append(key, envelope));
    }
}
