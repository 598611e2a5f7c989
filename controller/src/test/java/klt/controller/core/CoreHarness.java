package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import klt.common.code.Args;
import klt.common.compare.Baseline;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.topics.Envelope;
import klt.common.schedule.FireTimes;
import klt.common.spec.RunSpec;
import klt.common.spec.input.FieldError;
import klt.controller.core.history.RunHistory;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import klt.controller.core.run.Step;
import klt.controller.core.run.StoredRuns;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A core that a test drives: the test sets the time, workers are names, and commands are recorded. */
public final class CoreHarness {

    public static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    /** The id of the first topic; that of the second is topic-2. */
    public static final String TOPIC_ID = "topic-1";

    public static final Args TOPIC = Args.of("created", true, "topic", "loadtest", "partitions", 1, "replication", 1);

    /** Every partition is initially empty, with room for everything that a test sends. */
    private static final long LOG_END = 1L << 40;

    private static final YAMLMapper YAML = new YAMLMapper();

    private final ControllerCore core;
    private final Set<String> storedRuns = new HashSet<>();
    private final Map<String, Baseline> baselines = new HashMap<>();
    private boolean answersEnds = true;
    private boolean answersLooks = true;
    private final List<Command> commands = new ArrayList<>();
    private final Map<String, DesiredRun> records = new HashMap<>();
    private final List<Event.StatusRead> statuses = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private int partitions = 1;
    private final Map<String, Clock> clocks = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private Instant now = BEGIN;
    private long ticksRead;

    public CoreHarness() {
        this(1);
    }

    public CoreHarness(int concurrentRunsMax) {
        this(concurrentRunsMax, spec -> List.of());
    }

    /** @param guardrails returns the errors of a spec that a schedule starts */
    public CoreHarness(int concurrentRunsMax, Function<RunSpec, List<FieldError>> guardrails) {
        core = new ControllerCore(concurrentRunsMax, guardrails, new Stored(), new Notices(true));
    }

    /** A spec with only the warm-up and the objectives that it sets. */
    public static RunSpec spec(String yaml) {
        return RunSpec.fromJson(YAML.readTree(yaml));
    }

    /** What the commands have stored. */
    private final class Stored implements StoredRuns {

        @Override
        public boolean contains(String run) {
            return storedRuns.contains(run);
        }

        @Override
        public List<Baseline> listBaselines() {
            return List.copyOf(baselines.values());
        }
    }

    private void store(Command command) {
        switch (command) {
            case Command.Store keep -> storedRuns.add(keep.run().id());
            case Command.Forget(String run) -> storedRuns.remove(run);
            case Command.StoreBaseline(Baseline baseline) -> baselines.put(baseline.name(), baseline);
            case Command.ForgetBaseline(String name) -> baselines.remove(name);
            default -> {}
        }
    }

    public ControllerCore core() {
        return core;
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public Reply on(Event event) {
        Step step = core.on(event, now);
        commands.addAll(step.commands());
        step.commands().forEach(this::store);
        for (Command command : step.commands()) {
            if (command instanceof Command.PublishRun published) {
                records.put(published.run().run(), published.run());
            }
            if (command instanceof Command.ReadEnds asked && answersEnds) {
                on(new Event.EndsRead(
                        asked.run(),
                        Collections.nCopies(asked.topics().size(), Collections.nCopies(partitions, LOG_END))));
            }
            if (command instanceof Command.LookAtTopics asked && answersLooks) {
                on(new Event.TopicsSeen(asked.run(), topics(run(asked.run()))));
            }
        }
        return step.reply();
    }

    /** The topic as it was when the run began. */
    private List<Optional<Event.TopicState>> topics(Run run) {
        PartitionNumbers numbers = run.plan().partitionNumbers();
        List<Optional<Event.TopicState>> topics = new ArrayList<>();
        for (int topic = 0; topic < numbers.topics().size(); topic++) {
            int count = numbers.of(topic, run.verification().from()).size();
            topics.add(Optional.of(new Event.TopicState("topic-" + (topic + 1), Collections.nCopies(count, 0L))));
        }
        return topics;
    }

    /** From now on, the test itself reports the state of the topic. */
    public void keepsLooks() {
        answersLooks = false;
    }

    /** From now on, the test itself reports the end of the topic. */
    public void keepsEnds() {
        answersEnds = false;
    }

    public Reply submit(String run, String yaml) {
        return on(new Event.Submitted(run, spec(yaml)));
    }

    /** A second passes; its tick is written but not read back. */
    public void tickUnread() {
        pass(Duration.ofSeconds(1));
        on(new Event.TickDue());
    }

    /** A second passes; its tick is written and read back. */
    public void tick() {
        tickUnread();
        ticksRead++;
        on(new Event.TickRead());
    }

    /** A tick is written and read back. */
    void tickNow() {
        on(new Event.TickDue());
        ticksRead++;
        on(new Event.TickRead());
    }

    public void ticks(int count) {
        for (int i = 0; i < count; i++) {
            tick();
        }
    }

    public void heartbeat(String worker, Progress... runs) {
        heartbeat(worker, nextNumber(worker), runs);
    }

    public void heartbeat(String worker, long number, Progress... runs) {
        report(
                worker,
                number,
                Arrays.stream(runs).map(progress -> report(worker, progress)).toList());
    }

    /** Builds the report from the worker's newest grants. */
    private RunProgress report(String worker, Progress progress) {
        Optional<DesiredRun> record = Optional.ofNullable(records.get(progress.run()));
        List<Grant> grants = record.map(r -> r.grantsOf(worker)).orElse(List.of());
        long messages = core.run(progress.run()).flatMap(Run::planned).orElse(FireTimes.UNBOUNDED);
        return progress.report(grants, messages);
    }

    /** Sends a heartbeat with the given reports. */
    void report(String worker, RunProgress... runs) {
        report(worker, nextNumber(worker), List.of(runs));
    }

    /** A report that only the next controller reads. */
    void unread(String worker, RunProgress progress) {
        statuses.add(read(worker, nextNumber(worker), heartbeat(worker, List.of(progress))));
    }

    /** A goodbye that only the next controller reads. */
    void unreadBye(String worker) {
        statuses.add(read(worker, nextNumber(worker), new StatusRecord.Bye("SIGTERM")));
    }

    private void report(String worker, long number, List<RunProgress> runs) {
        status(worker, number, heartbeat(worker, runs));
    }

    private Heartbeat heartbeat(String worker, List<RunProgress> runs) {
        WorkerInfo info = new WorkerInfo("name-of-" + worker, "host", "1.0", 2, 1L << 30);
        Vitals vitals = new Vitals(Duration.between(BEGIN, now).toMillis() / 1e3, 0, 1 << 20, 0);
        return new Heartbeat(
                info, ticksRead, leaving.contains(worker), Optional.ofNullable(clocks.get(worker)), vitals, runs);
    }

    /** Number of partitions of every topic from now on; 1 unless a test sets it. */
    public void partitions(int count) {
        partitions = count;
    }

    /** The worker's estimate of the broker's clock, from its next heartbeat on. */
    public void clock(String worker, Clock clock) {
        clocks.put(worker, clock);
    }

    /** From its next heartbeat on, the worker reports that it was asked to shut down. */
    public void leaves(String worker) {
        leaving.add(worker);
    }

    public void interval(String worker, StatusRecord.Interval interval) {
        status(worker, nextNumber(worker), interval);
    }

    public void bye(String worker) {
        status(worker, nextNumber(worker), new StatusRecord.Bye("SIGTERM"));
    }

    public void status(String worker, long number, StatusRecord record) {
        Event.StatusRead read = read(worker, number, record);
        statuses.add(read);
        on(read);
    }

    private static Event.StatusRead read(String worker, long number, StatusRecord record) {
        return new Event.StatusRead(new Envelope<>(1, worker, number, record));
    }

    /** Another controller takes over: it knows the contents of the topics. */
    public CoreHarness successor() {
        return successor(Run::past);
    }

    /** @param past what the state topic contains about a run that has not ended */
    CoreHarness successor(Function<Run, RunHistory> past) {
        return successor(past, core.loadStop());
    }

    /** @param stop what the state topic contains about whether all load is stopped */
    CoreHarness successor(LoadStop stop) {
        return successor(Run::past, stop);
    }

    private CoreHarness successor(Function<Run, RunHistory> past, LoadStop stop) {
        CoreHarness next = new CoreHarness();
        next.now = now;
        next.storedRuns.addAll(storedRuns);
        next.baselines.putAll(baselines);
        next.numbers.putAll(numbers);
        next.leaving.addAll(leaving);
        next.records.putAll(records);
        next.statuses.addAll(statuses);
        next.on(new Event.LoadStopRecovered(stop));
        for (Run run : core.runs()) {
            Optional<DesiredRun> record = Optional.ofNullable(records.get(run.id()));
            next.on(new Event.Recovered(
                    run.id(), run.spec(), run.createdAt(), record.isEmpty(), record, past.apply(run)));
        }
        statuses.forEach(next::on);
        next.on(new Event.ReplayFinished());
        return next;
    }

    private long nextNumber(String worker) {
        return numbers.merge(worker, 1L, Long::sum);
    }

    public Run run(String id) {
        return core.run(id)
                .orElseGet(() -> commanded(Command.Store.class).stream()
                        .map(Command.Store::run)
                        .filter(run -> run.id().equals(id))
                        .findFirst()
                        .orElseThrow());
    }

    public RunPhase phase(String run) {
        return run(run).phase();
    }

    boolean hasRecord(String run) {
        return records.containsKey(run);
    }

    /** The newest record of a run, even if its commands were cleared. */
    public DesiredRun record(String run) {
        return Objects.requireNonNull(records.get(run));
    }

    /** The newest record of a run on the control topic. */
    public Optional<DesiredRun> published(String run) {
        return commanded(Command.PublishRun.class).stream()
                .map(Command.PublishRun::run)
                .filter(record -> record.run().equals(run))
                .reduce((earlier, later) -> later);
    }

    public <C extends Command> List<C> commanded(Class<C> type) {
        return commands.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public void forgetCommands() {
        commands.clear();
    }

    /** Workers are ready, the run is submitted and the topic is created. */
    public void prepared(String run, String yaml, String... workers) {
        for (String worker : workers) {
            heartbeat(worker);
        }
        submit(run, yaml);
        List<String> topics = run(run).spec().topic().names();
        List<Long> ends = Collections.nCopies(partitions, 0L);
        on(new Event.TopicsReady(run, List.of(TOPIC), topics, Collections.nCopies(topics.size(), ends)));
    }

    /** The run created its only topic. */
    public static Event.TopicsReady topicsReady(String run, List<Long> ends) {
        return new Event.TopicsReady(run, List.of(TOPIC), List.of("loadtest"), List.of(ends));
    }

    /** The start is set, two seconds from now. */
    public void scheduled(String run, String yaml, String... workers) {
        prepared(run, yaml, workers);
        for (String worker : workers) {
            heartbeat(worker, Progress.of(run, RunState.READY));
        }
    }

    /** The load has begun just now. */
    public void running(String run, String yaml, String... workers) {
        scheduled(run, yaml, workers);
        now = run(run).startAt().orElseThrow();
        on(new Event.TickDue());
        for (String worker : workers) {
            heartbeat(worker, Progress.of(run, RunState.SENDING));
        }
    }
}
