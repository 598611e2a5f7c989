package klt.systemtests.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.Envelope;
import klt.common.protocol.StatusRecord;
import klt.common.spec.RunSpec;
import klt.controller.core.run.Run;

/**
 * One history: the real cores of controllers and of workers over topics that are played, with everything that can go wrong between them.
 * All of it follows from the seed.
 */
final class World {

    static final long SECOND = 1_000_000_000L;
    static final String RUN = "r-1";

    /** The topic began empty, and has room for all that is sent. */
    static final long LOG_END = 1L << 40;

    static final long END_NANOS_MAX = 300 * SECOND;

    /** After its end the run must be over for everybody so soon. */
    private static final long REST_NANOS_MAX = 40 * SECOND;

    private static final int COMPACTED_ONE_OF = 15;
    private static final long SUBMITTED_AT = 2 * SECOND;
    private static final int WORKERS_MAX = 4;
    private static final int CONTROLLERS_MAX = 3;

    private final SplittableRandom random;
    private final Mutant mutant;
    private final RunSpec spec;
    private final FaultSchedule agenda = new FaultSchedule();
    private final HistoryChecker witness = new HistoryChecker(this);
    private final FaultMix troubles;

    private final ControlLog control;
    private final List<Envelope<StatusRecord>> status = new ArrayList<>();
    private Optional<StoredRun> stored = Optional.empty();
    private Optional<Run> ended = Optional.empty();
    /** the newest term in which the run was taken over */
    private long takenTerm;

    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final List<SimulatedController> controllers = new ArrayList<>();
    private int controllersStarted;
    private long outUntil;
    private boolean targetIsOut;

    World(long seed, RunSpec spec, Mutant mutant) {
        random = new SplittableRandom(seed);
        this.spec = spec;
        this.mutant = mutant;
        control = new ControlLog(mutant);
        troubles = new FaultMix(this);
    }

    SplittableRandom random() {
        return random;
    }

    Mutant mutant() {
        return mutant;
    }

    RunSpec spec() {
        return spec;
    }

    FaultSchedule agenda() {
        return agenda;
    }

    HistoryChecker witness() {
        return witness;
    }

    void mark(RareEvent mark) {
        witness.mark(mark);
    }

    ControlLog control() {
        return control;
    }

    /**
     * The control cluster does not answer for so long; what is sent to it arrives afterwards.
     *
     * @param target the cluster under test is the same
     */
    void outage(long nanos, boolean target) {
        mark(RareEvent.KAFKA_OUT);
        outUntil = Math.max(outUntil, agenda.now() + nanos);
        targetIsOut = target;
    }

    /** When the control cluster answers again; in the past while it does. */
    long outUntil() {
        return outUntil;
    }

    boolean isOut() {
        return agenda.now() < outUntil;
    }

    /** When the cluster under test answers again. */
    long targetOutUntil() {
        return targetIsOut ? outUntil : 0;
    }

    /** Only the control cluster fails in this history. */
    boolean isOutageOnly() {
        return troubles.isOutageOnly();
    }

    List<Envelope<StatusRecord>> status() {
        return status;
    }

    Optional<StoredRun> stored() {
        return stored;
    }

    List<SimulatedHost> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    List<SimulatedController> controllers() {
        controllers.removeIf(SimulatedProcess::isOver);
        return Collections.unmodifiableList(controllers);
    }

    /** Nothing more goes wrong. */
    boolean isCalm() {
        return troubles.isOver();
    }

    void addHost() {
        hosts.add(new SimulatedHost(this, "w" + (hosts.size() + 1)));
    }

    void addController() {
        controllersStarted++;
        controllers.add(new SimulatedController("c" + controllersStarted, this));
    }

    void append(ControlKey key, Optional<Envelope<ControlRecord>> record) {
        ControlLog.Entry entry = new ControlLog.Entry(key, record, agenda.now());
        witness.onAppend(entry);
        control.append(entry);
        if (random.nextInt(COMPACTED_ONE_OF) == 0 && control.compact(random.nextInt(control.end() + 1))) {
            mark(RareEvent.CONTROL_COMPACTED);
        }
        hosts.forEach(host -> host.worker().onControlAppended());
    }

    void store(StoredRun run) {
        stored = Optional.of(run);
        // the report of one that does not know yet that another has the run is not the end
        if (run.isEnded() && run.term() >= takenTerm) {
            ended = Optional.of(run.run());
        }
    }

    /** A controller begins to lead, and finds what is stored. */
    Optional<StoredRun> take(long term) {
        takenTerm = term;
        stored.filter(StoredRun::isEnded).ifPresent(run -> ended = Optional.of(run.run()));
        return stored;
    }

    /** Plays it to its end. */
    void play() {
        for (long k = random.nextInt(WORKERS_MAX); k >= 0; k--) {
            addHost();
        }
        for (long k = random.nextInt(CONTROLLERS_MAX); k >= 0; k--) {
            addController();
        }
        agenda.at(SUBMITTED_AT, this::submit);
        while (ended.isEmpty()) {
            agenda.turn();
            if (agenda.now() > END_NANOS_MAX) {
                throw new Violation("the run does not end: "
                        + stored.map(run -> HistoryChecker.words(run.run())).orElse("there is none"));
            }
        }
        troubles.end();
        long restBy = agenda.now() + REST_NANOS_MAX;
        while (!isAtRest()) {
            agenda.turn();
            if (agenda.now() > restBy) {
                throw new Violation("the run has ended, and not everybody knows");
            }
        }
        witness.checkEnd(ended.get());
    }

    /** Somebody asks for the run until it is taken; then things begin to go wrong. */
    private void submit() {
        if (stored.isPresent()) {
            troubles.begin();
            return;
        }
        controllers.stream().filter(SimulatedController::isLeading).findFirst().ifPresent(SimulatedController::submit);
        agenda.after(SECOND, this::submit);
    }

    private boolean isAtRest() {
        return hosts.stream().allMatch(host -> host.isEmpty() || host.worker().isIdle())
                && controllers().stream().filter(SimulatedController::isLeading).count() <= 1;
    }
}
