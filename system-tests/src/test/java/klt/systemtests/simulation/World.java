package klt.systemtests.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import klt.common.kafka.TopicRecord;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Envelope;
import klt.common.protocol.topics.RecordCodec;
import klt.common.spec.RunSpec;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.systemtests.simulation.model.FaultSchedule;
import klt.systemtests.simulation.model.RareEvent;
import klt.systemtests.simulation.model.SimulatedTopic;
import klt.systemtests.simulation.model.StoredRun;
import klt.systemtests.simulation.model.TokenCodec;
import klt.systemtests.simulation.model.Violation;
import org.apache.kafka.common.Uuid;

/**
 * One history. It runs the real code of controllers and workers, except Kafka's clients and the sending thread, on simulated topics and
 * with every kind of fault. The seed determines everything.
 */
final class World {

    static final long SECOND = 1_000_000_000L;
    static final String RUN = "r-1";

    /** The topic is initially empty and has room for everything that is sent. */
    static final long LOG_END = 1L << 40;

    static final long END_NANOS_MAX = 300 * SECOND;

    /** Maximum time from the end of the run until it is over for every process. */
    private static final long REST_NANOS_MAX = 40 * SECOND;

    static final BusTopics TOPICS = BusTopics.withPrefix("s");
    static final Map<String, Uuid> TOPIC_IDS =
            TOPICS.names().stream().collect(Collectors.toUnmodifiableMap(name -> name, name -> Uuid.ONE_UUID));

    /** No topic is deleted or truncated. */
    static final TopicWatch NO_CHANGES = new TopicWatch() {
        @Override
        public Map<String, String> look(Map<String, Long> positions) {
            return Map.of();
        }

        @Override
        public void close() {}
    };

    /** JSON takes longer than the rest of a history. */
    private static final int REAL_RECORDS_ONE_OF = 150;

    private static final int COMPACTED_ONE_OF = 15;
    private static final int WHOLE_ONE_OF = 4;
    private static final long SUBMITTED_AT = 2 * SECOND;
    private static final int WORKERS_MAX = 4;
    private static final int CONTROLLERS_MAX = 3;

    private final SplittableRandom random;
    private final Mutant mutant;
    private final RunSpec spec;
    private final FaultSchedule schedule = new FaultSchedule();
    private final HistoryChecker checker = new HistoryChecker(this);
    private final FaultMix faults;

    private final RecordCodec<ControlRecord> controlCodec;
    private final RecordCodec<StatusRecord> statusCodec;
    private final boolean realRecords;
    private final SimulatedTopic control = new SimulatedTopic(TOPICS.control());
    private final SimulatedTopic status = new SimulatedTopic(TOPICS.status());
    private final SimulatedTopic state = new SimulatedTopic(TOPICS.state());
    private final IdentityHashMap<byte[], StoredRun> documents = new IdentityHashMap<>();
    private Optional<StoredRun> stored = Optional.empty();
    private long storedOffset;
    /** a replaced controller has overwritten what the leader stored, because records of the state topic have no term */
    private boolean storedLate;

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
        realRecords = random.nextInt(REAL_RECORDS_ONE_OF) == 0;
        controlCodec = realRecords ? BusCodec.CONTROL : new TokenCodec<>();
        statusCodec = realRecords ? BusCodec.STATUS : new TokenCodec<>();
        faults = new FaultMix(this);
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

    FaultSchedule schedule() {
        return schedule;
    }

    HistoryChecker checker() {
        return checker;
    }

    void mark(RareEvent mark) {
        checker.mark(mark);
    }

    SimulatedTopic topic(String name) {
        return name.equals(TOPICS.control()) ? control : name.equals(TOPICS.status()) ? status : state;
    }

    RecordCodec<ControlRecord> controlCodec() {
        return controlCodec;
    }

    RecordCodec<StatusRecord> statusCodec() {
        return statusCodec;
    }

    /** Whether the records of this history are JSON. */
    boolean hasRealRecords() {
        return realRecords;
    }

    void register(byte[] document, Run run) {
        documents.put(document, StoredRun.of(run));
    }

    StoredRun stored(byte[] document) {
        return Objects.requireNonNull(documents.get(document));
    }

    /**
     * Starts an outage of the control cluster with this length. Records that are sent to it arrive afterwards.
     *
     * @param target whether the cluster under test is the same
     */
    void outage(long nanos, boolean target) {
        mark(RareEvent.KAFKA_OUT);
        outUntil = Math.max(outUntil, schedule.now() + nanos);
        targetIsOut = target;
    }

    /** When the control cluster responds again; in the past if it responds now. */
    long outUntil() {
        return outUntil;
    }

    boolean isOut() {
        return schedule.now() < outUntil;
    }

    /** When the cluster under test responds again. */
    long targetOutUntil() {
        return targetIsOut ? outUntil : 0;
    }

    /** Whether only the control cluster fails in this history. */
    boolean isOutageOnly() {
        return faults.isOutageOnly();
    }

    List<SimulatedHost> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    List<SimulatedController> controllers() {
        controllers.removeIf(SimulatedProcess::isOver);
        return Collections.unmodifiableList(controllers);
    }

    /** Whether no more faults are injected. */
    boolean isCalm() {
        return faults.isOver();
    }

    void addHost() {
        hosts.add(new SimulatedHost(this, "w" + (hosts.size() + 1)));
    }

    void addController() {
        controllersStarted++;
        controllers.add(new SimulatedController("c" + controllersStarted, this));
    }

    /**
     * Appends a controller's record to a topic.
     *
     * @param written the record without its offset and timestamp
     * @param term the term in which its controller leads
     * @return its timestamp
     */
    long append(TopicRecord written, long term) {
        String topic = written.topic();
        String key = written.key();
        byte[] value = written.value();
        long stampMillis = SimulatedClock.instantOf(schedule.now()).toEpochMilli();
        if (topic.equals(TOPICS.control())) {
            checker.onControl(key, value);
            control.append(key, value, stampMillis);
            if (compacts(control)) {
                mark(RareEvent.CONTROL_COMPACTED);
            }
            hosts.forEach(host -> host.worker().onControlAppended());
        } else if (topic.equals(TOPICS.state())) {
            if (term < takenTerm) {
                mark(RareEvent.FENCED_LEADER_STORED);
                storedLate = true;
            }
            storedOffset = state.append(key, value, stampMillis).offset();
            stored = Optional.ofNullable(value).map(this::stored);
            // the report of a controller that does not know yet that another one owns the run is not the end
            ended = stored.filter(run -> run.isEnded() && term >= takenTerm)
                    .map(StoredRun::run)
                    .or(() -> ended);
            compacts(state);
        }
        return stampMillis;
    }

    private boolean compacts(SimulatedTopic topic) {
        if (random.nextInt(COMPACTED_ONE_OF) > 0) {
            return false;
        }
        int end = (int) topic.end();
        // a record may be deleted before a reader that is only slightly late reads it
        return topic.compact(random.nextInt(WHOLE_ONE_OF) == 0 ? end : random.nextInt(end + 1), mutant::identity);
    }

    void report(String worker, Envelope<StatusRecord> report) {
        status.append(
                worker,
                statusCodec.encode(report),
                SimulatedClock.instantOf(schedule.now()).toEpochMilli());
    }

    /**
     * Called when a controller takes over the run.
     *
     * @param stateRead offset up to which it has read the runs
     */
    void onTaken(long term, long stateRead) {
        takenTerm = term;
        if (storedOffset < stateRead) {
            ended = stored.filter(StoredRun::isEnded).map(StoredRun::run).or(() -> ended);
        }
    }

    /** Runs the history to its end. */
    void play() {
        for (long k = random.nextInt(WORKERS_MAX); k >= 0; k--) {
            addHost();
        }
        for (long k = random.nextInt(CONTROLLERS_MAX); k >= 0; k--) {
            addController();
        }
        schedule.at(SUBMITTED_AT, this::submit);
        while (ended.isEmpty()) {
            schedule.turn();
            if (schedule.now() > END_NANOS_MAX) {
                throw new Violation("the run does not end: "
                        + stored.map(run -> HistoryChecker.words(run.run())).orElse("it is not stored"));
            }
        }
        faults.end();
        delete();
        long restBy = schedule.now() + REST_NANOS_MAX;
        while (!unrest().isEmpty()) {
            schedule.turn();
            if (schedule.now() > restBy) {
                throw new Violation("the run has ended and was deleted, but " + unrest());
            }
        }
        checker.checkEnd(ended.get());
    }

    /** Clients submit the run until it is stored; then the faults begin. */
    private void submit() {
        if (stored.isPresent()) {
            faults.begin();
            return;
        }
        leader().ifPresent(controller -> controller.ask(new Event.Submitted(RUN, spec)));
        schedule.after(SECOND, this::submit);
    }

    /** Clients delete the run as long as a leader lists it, because a replaced leader may have accepted their request. */
    private void delete() {
        leader().filter(controller -> controller.knows(RUN))
                .ifPresent(controller -> controller.ask(new Event.DeleteRequested(RUN)));
        schedule.after(SECOND, this::delete);
    }

    private Optional<SimulatedController> leader() {
        return controllers().stream().filter(SimulatedController::isLeading).findFirst();
    }

    /** Signs that not every process knows that the run has ended and was deleted. */
    private List<String> unrest() {
        List<String> unrest = new ArrayList<>();
        if (stored.isPresent() && !storedLate) {
            unrest.add("it is stored as " + stored.get().then().phase());
        }
        for (SimulatedHost host : hosts) {
            if (!host.isEmpty() && !host.worker().isIdle()) {
                unrest.add(host.worker().id() + " works on it");
            }
        }
        for (SimulatedController controller : controllers()) {
            if (controller.knows(RUN) && !storedLate) {
                unrest.add(controller.id() + " knows it");
            }
        }
        if (controllers().stream().filter(SimulatedController::isLeading).count() > 1) {
            unrest.add("two controllers lead");
        }
        return unrest;
    }
}
