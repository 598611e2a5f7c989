package klt.controller.bus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.BusCodec;
import klt.common.protocol.BusTopics;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.Decoded;
import klt.common.protocol.Envelope;
import klt.controller.core.leadership.Leadership;
import klt.controller.core.leadership.Leadership.Fenced;
import klt.controller.core.leadership.Leadership.Follower;
import klt.controller.core.leadership.Leadership.Leader;
import klt.controller.core.leadership.Leadership.News;
import klt.controller.core.run.Event;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session with Kafka: reads the control topic, stands by while another controller leads, claims a term if none does, takes over, and
 * leads. Ends when the connection fails or another controller leads. Owned by one thread.
 */
final class BusSession implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);
    private static final Duration PROBE_MAX = Duration.ofSeconds(2);
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);

    /** Interval of claims during a takeover, when no ticks show others that it leads. */
    private static final Duration CLAIM_EVERY = Duration.ofSeconds(1);

    /** After this many ticks of the term are read back, its runs are written and older terms' records are deleted: a worker must never see none. */
    private static final int TICKS_UNTIL_TAKEN_OVER = 3;

    private static final Logger LOG = LoggerFactory.getLogger(BusSession.class);

    private final SessionContext parts;
    private final BusClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition control;
    private final TopicPartition status;
    private final TopicPartition state;
    private final TopicWatch watch;
    private final RecoveredState recovered;
    /** by partition, the offset after the last record read */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private Leadership leadership;
    private volatile Optional<SessionCheckpoint.Held> held;
    private Optional<Outbox> outbox = Optional.empty();
    private volatile boolean stateRead;
    private boolean leading;
    private int ticksRead;
    private long claimedNanos;
    private long probedNanos;
    private long answeredNanos;
    private Map<String, String> changes = Map.of();
    private volatile String standing;

    BusSession(SessionContext parts, BusClients clients, SessionCheckpoint past) {
        this.parts = parts;
        this.clients = clients;
        consumer = clients.consumer();
        control = new TopicPartition(parts.topics().control(), BusTopics.PARTITION);
        status = new TopicPartition(parts.topics().status(), BusTopics.PARTITION);
        state = new TopicPartition(parts.topics().state(), BusTopics.PARTITION);
        recovered = new RecoveredState(parts.store());
        watch = new TopicWatch(clients.admin(), parts.topics().names(), clients.topicIds(), parts.ticker());
        leadership = past.leadership();
        held = past.held();
        answeredNanos = parts.ticker().nanos();
        probedNanos = answeredNanos - PROBE_EVERY.toNanos();
        standing = "reading " + control.topic();
    }

    /** Why this controller does not lead; empty if it leads. */
    String standing() {
        return standing;
    }

    /** Whether the state topic was read to its end, so that the store holds every ended run. */
    boolean hasState() {
        return stateRead;
    }

    /** Whether the event loop's core holds the runs. */
    boolean isInCharge() {
        return held.isPresent();
    }

    /** The checkpoint for the next session; call after the end of this one. */
    SessionCheckpoint past() {
        return new SessionCheckpoint(leadership.again(), held.map(this::updated));
    }

    private SessionCheckpoint.Held updated(SessionCheckpoint.Held taken) {
        return taken.next(changes.keySet(), positions.getOrDefault(status, taken.statusOffset()));
    }

    /** Returns when another controller has replaced this one, when a topic was replaced or truncated, or after {@link #wakeUp}. */
    void work() {
        try {
            consumer.assign(List.of(control));
            consumer.seekToBeginning(List.of(control));
            catchUp(control);
            standBy();
            if (goesOn()) {
                takeOver();
            }
            while (goesOn()) {
                poll();
            }
        } catch (WakeupException e) {
            LOG.info("stopped reading");
            parts.loop().disconnect();
            outbox.filter(leads -> leading).ifPresent(Outbox::leave);
        }
    }

    private boolean goesOn() {
        return changes.isEmpty() && !(leadership instanceof Fenced);
    }

    private void standBy() {
        while (goesOn() && !(leadership instanceof Leader)) {
            if (held.isPresent() && isAnother(leadership)) {
                forgetRuns();
            }
            if (held.isEmpty() && !consumer.assignment().contains(state)) {
                followState();
            }
            reportStanding(leadership);
            probe();
            if (leadership instanceof Leadership.Candidate claims && outbox.isEmpty()) {
                claim(claims.term());
            }
            poll();
        }
    }

    private void reportStanding(Leadership seen) {
        String words = seen instanceof Follower follows ? wordsOf(follows) : "claiming term " + seen.term();
        if (!words.equals(standing)) {
            LOG.info("{}", words);
        }
        standing = words;
    }

    private boolean isAnother(Leadership seen) {
        return seen instanceof Follower follows && !follows.leader().equals(parts.writer());
    }

    private void followState() {
        consumer.assign(List.of(control, state));
        consumer.seekToBeginning(List.of(state));
        recovered.onStateBegins();
        catchUp(state);
        recovered.onStateRead();
        stateRead = true;
    }

    /** Asks Kafka whether everything was read: while it does not answer, the leader's silence does not count. */
    private void probe() {
        if (parts.ticker().nanos() - probedNanos < PROBE_EVERY.toNanos()) {
            return;
        }
        try {
            long end = end(control, PROBE_MAX);
            long now = parts.ticker().nanos();
            if (consumer.position(control, PROBE_MAX) >= end) {
                transition(leadership.quiet(now - answeredNanos));
            }
            answeredNanos = now;
        } catch (TimeoutException e) {
            LOG.debug("no answer", e);
        }
        probedNanos = parts.ticker().nanos();
    }

    private void claim(long term) {
        Outbox box = parts.outbox(term, clients);
        outbox = Optional.of(box);
        box.claim();
        claimedNanos = parts.ticker().nanos();
    }

    private void takeOver() {
        long term = leadership.term();
        Outbox box = outbox.orElseThrow();
        standing = "taking over in term " + term;
        long from;
        if (held.isPresent()) {
            from = held.get().hasSeen(status.topic(), clients.topicIds())
                    ? held.get().statusOffset()
                    : offset(consumer.beginningOffsets(List.of(status)), status);
            parts.loop().connect(box::execute);
            if (!held.get().hasSeen(state.topic(), clients.topicIds())) {
                box.storeAgain();
            }
        } else {
            catchUp(state);
            parts.loop().renewForReplay();
            parts.loop().connect(box::execute);
            from = recover();
        }
        consumer.assign(List.of(control, status));
        consumer.seek(status, from);
        held = Optional.of(new SessionCheckpoint.Held(clients.topicIds(), from));
        catchUp(status);
        if (goesOn()) {
            leading = true;
            parts.loop().post(new Event.ReplayFinished());
            parts.loop().post(new Event.TermStarted());
            parts.loop().startTicking();
            standing = "";
            LOG.info("controller {} leads in term {}", parts.writer(), term);
        }
    }

    /** Posts the runs that have not ended, and retires those that have. @return status offset from which to replay the workers' reports */
    private long recover() {
        // their workers wait until the desired state is deleted
        recovered.orphans().forEach(run -> outbox.orElseThrow().retire(new ControlKey.Run(leadership.term(), run)));
        recovered.runs().forEach(parts.loop()::post);
        return recovered.replaySince().flatMap(this::statusSince).orElseGet(() -> end(status, CATCH_UP_MAX));
    }

    private Optional<Long> statusSince(Instant time) {
        return Optional.ofNullable(consumer.offsetsForTimes(Map.of(status, time.toEpochMilli()))
                        .get(status))
                .map(OffsetAndTimestamp::offset);
    }

    private void catchUp(TopicPartition partition) {
        long end = end(partition, CATCH_UP_MAX);
        long deadline = parts.ticker().nanos() + CATCH_UP_MAX.toNanos();
        while (goesOn() && consumer.position(partition) < end) {
            if (parts.ticker().nanos() > deadline) {
                throw new TimeoutException(
                        "reading " + partition.topic() + " to its end took over " + CATCH_UP_MAX.toSeconds() + " s");
            }
            poll();
        }
    }

    private long end(TopicPartition partition, Duration max) {
        return offset(consumer.endOffsets(List.of(partition), max), partition);
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition));
    }

    private void poll() {
        consumer.poll(POLL).forEach(this::onRecord);
        outbox.flatMap(Outbox::refusal).ifPresent(e -> {
            throw e instanceof KafkaException kafka ? kafka : new KafkaException(e);
        });
        if (leadership instanceof Leader && !leading && parts.ticker().nanos() - claimedNanos > CLAIM_EVERY.toNanos()) {
            outbox.orElseThrow().lead();
            claimedNanos = parts.ticker().nanos();
        }
        changes = watch.look(positions);
        if (!changes.isEmpty()) {
            onChanges();
        }
    }

    private void onChanges() {
        standing = changes.entrySet().stream()
                .map(change -> "the topic " + change.getKey() + " " + change.getValue())
                .collect(Collectors.joining(", "));
        LOG.warn("{}; restarting the session", standing);
        parts.loop().onSessionRestart();
    }

    private void onRecord(ConsumerRecord<byte[], byte[]> record) {
        positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        if (record.topic().equals(control.topic())) {
            onControl(record);
        } else if (record.topic().equals(state.topic())) {
            recovered.onState(record);
        } else {
            decode(BusCodec.STATUS, record).ifPresent(envelope -> parts.loop().post(new Event.StatusRead(envelope)));
        }
    }

    private void onControl(ConsumerRecord<byte[], byte[]> record) {
        Optional<ControlKey> key = record.key() == null
                ? Optional.empty()
                : ControlKey.of(new String(record.key(), StandardCharsets.UTF_8));
        if (record.value() == null) {
            key.ifPresent(this::onTombstone);
            return;
        }
        decode(BusCodec.CONTROL, record).ifPresent(envelope -> {
            if (key.isPresent() && key.get().fits(envelope.term(), envelope.body())) {
                onControl(key.get(), envelope);
            } else {
                parts.skip(Decoded.Kind.WRONG_SHAPE, "the key does not match the record", record);
            }
        });
    }

    private void onTombstone(ControlKey key) {
        if (!leading) {
            recovered.onTombstone(key);
        }
        if (key instanceof ControlKey.Tick(long term)) {
            transition(leadership.read(new News.Left(term)));
        }
    }

    private void onControl(ControlKey key, Envelope<ControlRecord> envelope) {
        if (!leading) {
            recovered.onControl(key, envelope.body());
        }
        transition(leadership.read(News.of(key, envelope.writer())));
        if (leading && envelope.term() == leadership.term() && envelope.body() instanceof ControlRecord.Tick tick) {
            parts.loop().post(new Event.TickRead(tick.number()));
            if (++ticksRead == TICKS_UNTIL_TAKEN_OVER) {
                recovered.keysBefore(envelope.term()).forEach(outbox.orElseThrow()::retire);
            }
        }
    }

    /** Applies a new leadership state. */
    private void transition(Leadership next) {
        Leadership before = leadership;
        leadership = next;
        switch (next) {
            // a candidate that becomes a follower has lost
            case Follower follows -> outbox = Optional.empty();
            case Leadership.Candidate claims -> {}
            case Leader leads -> {}
            case Fenced fenced -> {
                if (!before.equals(fenced)) {
                    stepDown(before.term(), fenced.by());
                }
            }
        }
    }

    private static String wordsOf(Follower follows) {
        return follows.vacant()
                ? "no controller leads"
                : "standing by: controller " + follows.leader() + " leads in term " + follows.term();
    }

    private void stepDown(long term, Follower by) {
        outbox.ifPresent(Outbox::close);
        leading = false;
        standing = wordsOf(by);
        LOG.warn(
                "lost leadership of term {}: controller {} leads in term {}; stopped writing",
                term,
                by.leader(),
                by.term());
        parts.loop().disconnect();
        forgetRuns();
    }

    private void forgetRuns() {
        parts.loop().renew();
        held = Optional.empty();
    }

    private <T> Optional<Envelope<T>> decode(BusCodec<T> codec, ConsumerRecord<byte[], byte[]> record) {
        return switch (codec.decode(record.value())) {
            case Decoded.Good<T> good -> Optional.of(good.envelope());
            case Decoded.Bad<T> bad -> {
                parts.skip(bad.kind(), bad.detail(), record);
                yield Optional.empty();
            }
        };
    }

    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        standing = standing.isEmpty() ? "the session with Kafka is closing" : standing;
        parts.loop().disconnect();
        watch.close();
        clients.close();
    }
}
