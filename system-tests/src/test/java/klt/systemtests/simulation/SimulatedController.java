package klt.systemtests.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import klt.common.clock.Ticker;
import klt.common.compare.Baseline;
import klt.controller.bus.BusSession;
import klt.controller.bus.SessionCheckpoint;
import klt.controller.bus.SessionContext;
import klt.controller.core.ControllerCore;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.leadership.Leadership;
import klt.controller.core.leadership.Leadership.Candidate;
import klt.controller.core.leadership.Leadership.Fenced;
import klt.controller.core.leadership.Leadership.Follower;
import klt.controller.core.leadership.Leadership.Leader;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Step;
import klt.controller.core.run.StoredRuns;
import klt.controller.loop.CoreListener;
import klt.controller.loop.CoreRuntime;
import klt.systemtests.simulation.model.RareEvent;
import klt.systemtests.simulation.model.Violation;
import org.apache.kafka.common.KafkaException;

/** One controller process: the real session and the real runtime of the core, on simulated topics. */
final class SimulatedController extends SimulatedProcess {

    private static final long LEADER_POLL_NANOS_MAX = World.SECOND / 4;
    private static final long STAND_BY_POLL_NANOS_MAX = World.SECOND / 2;
    private static final long LOOP_NANOS_MAX = World.SECOND / 2;
    private static final long SESSION_PAUSE_NANOS = World.SECOND / 2;

    /** A turn during which Kafka does not respond takes long, so there are few of them. */
    private static final int CUT_OFF_TURN_ONE_OF = 8;

    /** When a controller was cut off, up to three ticks of a lease arrive at once: an unread one, one in flight, and the next one. */
    private static final Duration SILENCE_MIN = Duration.ofMillis(2_500);

    /** A command that fails is a bug, which would go unnoticed in a log. */
    private static final CoreListener STRICT = new CoreListener() {
        @Override
        public void onStep(ControllerCore core, Step step) {}

        @Override
        public void onFailure(Command command, RuntimeException cause) {
            throw new Violation(command + " failed", cause);
        }
    };

    private final String id;
    private final CoreRuntime runtime;
    private final SimulatedExecutor executor;
    private final SimulatedDocuments documents;
    private final Supplier<SessionContext> contexts;
    private SessionContext context;

    private SessionCheckpoint checkpoint;
    private Optional<BusSession> session = Optional.empty();
    private Optional<SimulatedConnection> connection = Optional.empty();
    private Leadership before;
    private boolean stoodBy;
    private boolean failing;
    private long cutOffUntil;
    /** workers that have already been declared lost */
    private final Set<String> lost = new HashSet<>();

    SimulatedController(String id, World world) {
        super(world);
        this.id = id;
        SimulatedClock clock = SimulatedClock.any(world.random());
        Ticker ticker = () -> clock.read(now());
        runtime = new CoreRuntime(this::newCore, ticker, () -> clock.instant(now()), STRICT);
        executor = new SimulatedExecutor(this, runtime);
        documents = new SimulatedDocuments(world);
        contexts = () -> new SessionContext(
                World.TOPICS, executor, documents, world.controlCodec(), world.statusCodec(), ticker, id);
        context = contexts.get();
        checkpoint = SessionCheckpoint.none(id);
        before = checkpoint.leadership();
        after(random(World.SECOND), this::turn);
        after(random(LOOP_NANOS_MAX), this::loop);
        if (world.mutant() == Mutant.LEASE_WITHOUT_TICKS) {
            after(World.SECOND, this::tickWithoutReading);
        }
    }

    private ControllerCore newCore() {
        lost.clear();
        return new ControllerCore(
                1,
                spec -> List.of(),
                new StoredRuns() {
                    @Override
                    public boolean contains(String run) {
                        return documents.contains(run);
                    }

                    @Override
                    public List<Baseline> listBaselines() {
                        return List.of();
                    }
                },
                new Notices(false));
    }

    String id() {
        return id;
    }

    boolean isLeading() {
        return !isOver() && session.map(BusSession::isLeading).orElse(false);
    }

    /** The term in which it writes, or the newest one that it knows. */
    long term() {
        return session.map(BusSession::leadership)
                .map(Leadership::term)
                .orElse(checkpoint.leadership().term());
    }

    /** Whether its session has read all runs that were stored when it began. */
    boolean hasReadRuns() {
        return session.map(BusSession::hasState).orElse(false);
    }

    boolean knows(String run) {
        return documents.contains(run);
    }

    /** A client's request. */
    void ask(Event event) {
        executor.post(event);
    }

    /** Cuts it off from Kafka. */
    void cutOff(long nanos) {
        cutOffUntil = now() + nanos;
    }

    /** Until when it is cut off; in the past if it is not. */
    long cutOffUntil() {
        return Math.max(cutOffUntil, world().outUntil());
    }

    boolean isCutOff() {
        return now() < cutOffUntil();
    }

    void heal() {
        cutOffUntil = 0;
        resume();
    }

    /** Makes its session fail with an error from Kafka; the next session then begins. */
    void failSession() {
        failing = true;
    }

    /** The process crashes: records that Kafka has not received yet may still arrive. */
    void crash() {
        end();
        connection.ifPresent(open -> open.sent().sendPart());
    }

    /** It shuts down cleanly. */
    void leave() {
        if (isLeading()) {
            world().mark(RareEvent.LEADER_LEFT);
        }
        session.ifPresent(BusSession::leave);
        end();
        connection.ifPresent(open -> open.sent().sendAll());
    }

    private void loop() {
        after(1 + random(LOOP_NANOS_MAX), this::loop);
        executor.turn();
    }

    private void turn() {
        after(1 + random(isLeading() ? LEADER_POLL_NANOS_MAX : STAND_BY_POLL_NANOS_MAX), this::turn);
        if (isCutOff() && (session.isEmpty() || random(CUT_OFF_TURN_ONE_OF) > 0)) {
            return;
        }
        if (session.isEmpty()) {
            open();
        }
        try {
            if (failing) {
                failing = false;
                throw new KafkaException("not authorized any more");
            }
            session.orElseThrow().turn();
        } catch (KafkaException e) {
            close();
            return;
        }
        observe();
        if (session.orElseThrow().isOver()) {
            close();
        }
    }

    private void open() {
        if (world().mutant() == Mutant.UNWRITTEN_FORGOTTEN) {
            context = contexts.get();
        }
        SimulatedConnection opened = new SimulatedConnection(this);
        connection = Optional.of(opened);
        session = Optional.of(new BusSession(context, opened, checkpoint));
        before = checkpoint.leadership();
    }

    private void close() {
        checkpoint = session.orElseThrow().checkpoint();
        session.orElseThrow().close();
        session = Optional.empty();
        connection = Optional.empty();
        cutOffUntil = Math.max(cutOffUntil, now() + SESSION_PAUSE_NANOS);
    }

    private void observe() {
        Leadership leadership = session.orElseThrow().leadership();
        if (leadership.equals(before)) {
            return;
        }
        if (leadership instanceof Follower follows) {
            stoodBy |= !follows.leader().isEmpty() && !follows.leader().equals(id);
            if (before instanceof Candidate) {
                world().mark(RareEvent.CLAIM_LOST);
            }
        } else if (leadership instanceof Leader) {
            world().checker().onLead(leadership.term(), id);
            if (stoodBy) {
                world().mark(RareEvent.STAND_BY_TOOK_OVER);
            }
        } else if (leadership instanceof Fenced) {
            world().mark(RareEvent.FENCED);
        }
        before = leadership;
    }

    /** Called when it has read the runs, or holds them, and begins to read the workers' reports. */
    void onReplay(long stateRead) {
        if (stateRead == ControllerReader.NOT_READ) {
            world().mark(RareEvent.SESSION_RESUMED);
        }
        world().onTaken(term(), stateRead);
    }

    /** As if the broker stalled: time advances, but nothing is read. */
    private void tickWithoutReading() {
        after(World.SECOND, this::tickWithoutReading);
        for (int second = 0; second < 2 && isLeading(); second++) {
            executor.post(new Event.TickDue());
            executor.post(new Event.TickRead());
        }
    }

    void beforeEvent(Event event) {
        if (event instanceof Event.Recovered recovered) {
            recovered.desired().ifPresent(run -> lost.addAll(run.departed().workers()));
        }
    }

    /**
     * A worker may be lost only after as many ticks without a heartbeat as its lease has; some of these may have been waiting for this
     * controller.
     */
    void afterEvent(Event event) {
        if (!(event instanceof Event.TickRead)) {
            return;
        }
        for (Fleet.Member member : runtime.core().fleet().members()) {
            if (member.state() == Fleet.State.LOST && lost.add(member.id())) {
                Duration silent = Duration.between(member.lastHeartbeatAt(), runtime.now());
                if (silent.compareTo(SILENCE_MIN) < 0) {
                    throw new Violation(member.id() + " was declared lost after " + silent);
                }
            }
        }
    }
}
