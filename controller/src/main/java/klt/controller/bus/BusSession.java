package klt.controller.bus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.kafka.TopicRecord;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.topics.ControlEntry;
import klt.common.protocol.topics.ControlKey;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.controller.bus.SessionReader.Goal;
import klt.controller.core.leadership.Leadership;
import klt.controller.core.leadership.Leadership.Candidate;
import klt.controller.core.leadership.Leadership.Fenced;
import klt.controller.core.leadership.Leadership.Follower;
import klt.controller.core.leadership.Leadership.Leader;
import klt.controller.core.leadership.Leadership.News;
import klt.controller.core.run.Event;
import klt.controller.loop.CoreRuntime;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with Kafka. Each {@link #turn} handles one poll, and enters the next state once the current one is complete:
 *
 * <pre>
 * Opened ─► ReadingControl ─► StandingBy ◄─► ReadingState        a session that resumes its own runs skips ReadingState
 *                                 │ own claim won    │
 *                                 └────► Replaying ◄─┘ ─► Leading
 * </pre>
 *
 * <p>A session ends when another controller has replaced this one, or when a topic was replaced or truncated. If Kafka's client throws an
 * exception, the session fails with it. Owned by one thread.
 */
public final class BusSession implements AutoCloseable {

    /** Interval at which the claim is repeated during a takeover, until ticks show other controllers that this one leads. */
    private static final Duration CLAIM_EVERY = Duration.ofSeconds(1);

    /** Number of ticks to read back before deleting records of older terms. By then, each run has a record in the new term. */
    private static final int TICKS_UNTIL_TAKEN_OVER = 3;

    private static final Logger LOG = LoggerFactory.getLogger(BusSession.class);

    /** The session's current state. */
    private sealed interface SessionState {

        record Opened() implements SessionState {}

        record ReadingControl(Goal goal) implements SessionState {}

        record StandingBy() implements SessionState {}

        record ReadingState(Goal goal) implements SessionState {}

        record Replaying(Goal goal) implements SessionState {}

        record Leading() implements SessionState {}
    }

    private final SessionContext context;
    private final BusConnection connection;
    private final SessionReader reader;
    private final QuietProbe probe;
    private final TopicWatch watch;
    private final String control;
    private final String status;
    private final String state;
    private final RecoveredState recovered;

    private SessionState sessionState = new SessionState.Opened();
    private Leadership leadership;
    private volatile Optional<SessionCheckpoint.Held> held;
    private Optional<TermWriters> writers = Optional.empty();
    private volatile boolean stateRead;
    private int ticksRead;
    private long claimedNanos;
    private Map<String, String> changes = Map.of();
    private volatile String reason;

    public BusSession(SessionContext context, BusConnection connection, SessionCheckpoint past) {
        this.context = context;
        this.connection = connection;
        reader = new SessionReader(connection.reader(), context.ticker());
        watch = connection.watch();
        control = context.topics().control();
        status = context.topics().status();
        state = context.topics().state();
        probe = new QuietProbe(reader, control, context.ticker());
        recovered = new RecoveredState(context.documents());
        leadership = past.leadership();
        held = past.held();
        reason = "reading " + control;
    }

    private long now() {
        return context.ticker().nanos();
    }

    /** Returns why this controller does not lead, or empty if it leads. May be called by any thread. */
    public String reason() {
        return reason;
    }

    /** Returns whether the state topic has been read to its end, so that the store has every ended run. May be called by any thread. */
    public boolean hasState() {
        return stateRead;
    }

    /** Returns whether the event loop's core has the runs. May be called by any thread. */
    boolean isInCharge() {
        return held.isPresent();
    }

    public boolean isLeading() {
        return sessionState instanceof SessionState.Leading;
    }

    public Leadership leadership() {
        return leadership;
    }

    /** Returns the checkpoint for the next session. Must be called after this one has ended. */
    public SessionCheckpoint checkpoint() {
        Optional<Long> read = Optional.ofNullable(reader.positions().get(status));
        return new SessionCheckpoint(
                leadership.again(), held.map(was -> was.next(changes.keySet(), read.orElse(was.statusOffset()))));
    }

    public boolean isOver() {
        return !changes.isEmpty() || leadership instanceof Fenced;
    }

    /** Handles one poll, which waits briefly for records. */
    public void turn() {
        poll();
        if (isOver()) {
            return;
        }
        sessionState = switch (sessionState) {
            case SessionState.Opened() -> new SessionState.ReadingControl(reader.readAll(control));
            case SessionState.ReadingControl(Goal goal) ->
                reader.isReached(goal) ? new SessionState.StandingBy() : sessionState;
            case SessionState.StandingBy() -> standBy();
            case SessionState.ReadingState(Goal goal) -> reader.isReached(goal) ? onStateRead() : sessionState;
            case SessionState.Replaying(Goal goal) -> reader.isReached(goal) ? lead() : sessionState;
            case SessionState.Leading() -> sessionState;
        };
    }

    private void poll() {
        if (!(sessionState instanceof SessionState.Opened)) {
            reader.poll(this::onRecord);
        }
        writers.flatMap(writing -> writing.control().refusal()).ifPresent(e -> {
            throw e instanceof KafkaException kafka ? kafka : new KafkaException(e);
        });
        if (leadership instanceof Leader && !isLeading() && now() - claimedNanos > CLAIM_EVERY.toNanos()) {
            writers.orElseThrow().control().lead();
            claimedNanos = now();
        }
        changes = watch.look(reader.positions());
        if (!changes.isEmpty()) {
            onChanges();
        }
    }

    private void onChanges() {
        reason = changes.entrySet().stream()
                .map(change -> "the topic " + change.getKey() + " " + change.getValue())
                .collect(Collectors.joining(", "));
        LOG.warn("{}; restarting the session", reason);
        context.loop().put(CoreRuntime::onSessionRestart);
    }

    private SessionState standBy() {
        if (leadership instanceof Leader) {
            reason = "taking over in term " + leadership.term();
            return held.map(this::resume).orElseGet(() -> new SessionState.ReadingState(reader.goal(state)));
        }
        if (held.isPresent()
                && leadership instanceof Follower follows
                && !follows.leader().equals(context.controller())) {
            forgetRuns();
        }
        if (held.isEmpty() && !stateRead) {
            return new SessionState.ReadingState(reader.readAll(control, state));
        }
        reportNotLeading();
        probe.quietNanos().ifPresent(nanos -> transition(leadership.quiet(nanos)));
        if (leadership instanceof Candidate claims && writers.isEmpty()) {
            writers = Optional.of(TermWriters.claim(claims.term(), context, connection));
            claimedNanos = now();
        }
        return sessionState;
    }

    private void reportNotLeading() {
        String words = leadership instanceof Follower follows ? follows.status() : "claiming term " + leadership.term();
        if (!words.equals(reason)) {
            LOG.info("{}", words);
        }
        reason = words;
    }

    private SessionState onStateRead() {
        recovered.onStateRead();
        stateRead = true;
        return leadership instanceof Leader ? recover() : new SessionState.StandingBy();
    }

    /** Passes runs that have not ended to the core, retires the others, and replays the workers' reports about the core's runs. */
    private SessionState recover() {
        forgetRuns();
        context.loop().run(CoreRuntime::beginReplay);
        writers.orElseThrow().recover(recovered, context.loop(), connection);
        return replay(recovered
                .replaySince()
                .flatMap(time -> reader.offsetAt(status, time))
                .orElseGet(() -> reader.end(status)));
    }

    /** Continues with the previous session's runs. */
    private SessionState resume(SessionCheckpoint.Held was) {
        Map<String, Uuid> ids = connection.topicIds();
        long from = was.hasSeen(status, ids) ? was.statusOffset() : reader.beginning(status);
        writers.orElseThrow().resume(recovered.followed(), was.hasSeen(state, ids), context.loop(), connection);
        return replay(from);
    }

    private SessionState replay(long from) {
        reader.readFrom(from, control, status);
        held = Optional.of(new SessionCheckpoint.Held(connection.topicIds(), from));
        return new SessionState.Replaying(reader.goal(status));
    }

    private SessionState lead() {
        context.loop().post(new Event.ReplayFinished());
        context.loop().post(new Event.TermStarted());
        context.loop().put(CoreRuntime::startTicking);
        reason = "";
        LOG.info("controller {} leads in term {}", context.controller(), leadership.term());
        return new SessionState.Leading();
    }

    private void onRecord(TopicRecord record) {
        if (record.topic().equals(control)) {
            onControl(record);
        } else if (record.topic().equals(state)) {
            recovered.onState(record);
        } else {
            context.decode(context.statusCodec(), record)
                    .ifPresent(envelope -> context.loop().post(new Event.StatusRead(envelope)));
        }
    }

    private void onControl(TopicRecord record) {
        switch (ControlEntry.of(context.controlCodec(), record.key(), record.value())) {
            case ControlEntry.Written(ControlKey key, Envelope<ControlRecord> envelope) -> onControl(key, envelope);
            case ControlEntry.Deleted(ControlKey key) -> onTombstone(key);
            case ControlEntry.Skipped(Decoded.Kind kind, String detail) -> context.skip(kind, detail, record);
        }
    }

    private void onTombstone(ControlKey key) {
        if (!isLeading()) {
            recovered.onTombstone(key);
        }
        if (key instanceof ControlKey.Tick(long term)) {
            transition(leadership.read(new News.Left(term)));
        }
    }

    private void onControl(ControlKey key, Envelope<ControlRecord> envelope) {
        if (!isLeading()) {
            recovered.onControl(key, envelope.body());
        }
        transition(leadership.read(News.of(key, envelope.writer())));
        boolean own = isLeading() && !isOver() && key.term() == leadership.term();
        if (own && envelope.body() instanceof ControlRecord.Tick) {
            context.loop().post(new Event.TickRead());
            if (++ticksRead == TICKS_UNTIL_TAKEN_OVER) {
                recovered.keysBefore(key.term()).forEach(writers.orElseThrow().control()::delete);
            }
        }
    }

    /** Applies a new leadership state. */
    private void transition(Leadership next) {
        Leadership before = leadership;
        leadership = next;
        switch (next) {
            // a candidate that becomes a follower has lost the election
            case Follower follows -> writers = Optional.empty();
            case Candidate claims -> {}
            case Leader leads -> {}
            case Fenced fenced when !before.equals(fenced) -> stepDown(before.term(), fenced.by());
            case Fenced known -> {}
        }
    }

    private void stepDown(long term, Follower by) {
        writers.map(TermWriters::writer).ifPresent(TermWriter::close);
        reason = by.status();
        LOG.warn("lost leadership of term {}: {}; stopped writing", term, by.status());
        context.loop().run(CoreRuntime::disconnect);
        forgetRuns();
    }

    /** Discards the runs because another controller owns them or because they will be reread. */
    private void forgetRuns() {
        context.loop().put(runtime -> {
            runtime.renew();
            context.unwritten().clear();
        });
        held = Optional.empty();
    }

    /** Interrupts a blocked turn with Kafka's WakeupException. May be called by any thread. */
    void wakeUp() {
        reader.wakeUp();
    }

    /** Called when this controller shuts down: stops writing and, if it leads, announces that it is leaving. */
    public void leave() {
        context.loop().run(CoreRuntime::disconnect);
        if (isLeading() && !isOver()) {
            writers.orElseThrow().control().leave();
        }
    }

    @Override
    public void close() {
        reason = reason.isEmpty() ? "the session with Kafka is closing" : reason;
        context.loop().run(CoreRuntime::disconnect);
        if (held.isEmpty()) {
            // discard an unfinished takeover's runs, because the next session may find another leader
            forgetRuns();
        }
        connection.close();
    }
}
