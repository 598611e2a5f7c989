package klt.worker.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import klt.common.clock.Ticker;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.RecordCodec;
import klt.worker.clock.BusTime;
import klt.worker.core.ControlView;
import klt.worker.core.ControlView.ReadTick;
import klt.worker.core.Departure;
import klt.worker.core.Lease;
import klt.worker.produce.SendGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control topic. Passes each desired state to the runs. The ticks determine whether the worker holds its messages or stops its
 * runs. Each {@link #turn} handles one poll. Owned by one thread.
 */
public final class ControlFollower {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Logger LOG = LoggerFactory.getLogger(ControlFollower.class);

    private final String topic;
    private final RecordCodec<ControlRecord> codec;
    private final Runs runs;
    private final List<BiConsumer<String, Optional<DesiredRun>>> others;
    private final SendGate gate;
    private final BusTime busTime;
    private final LongSupplier heartbeatsAcked;
    private final ControlStatus figures;
    private final Consumer<Decoded.Kind> skipped;
    private final Ticker ticker;
    private final Consumer<String> ended;

    private ControlView view;
    private Optional<ControlReader> reader = Optional.empty();
    private Lease lease;
    private Optional<Departure> departure = Optional.empty();
    private long freezes;
    private long answers;
    private boolean held;
    private volatile Optional<String> ending = Optional.empty();

    /**
     * @param others additional listeners for desired states
     * @param gate the gate, which is closed by the thread that detects process freezes and opened by this class
     * @param heartbeatsAcked number of this worker's heartbeats acknowledged by Kafka
     * @param skipped called for each undecodable control record
     * @param ended receives why this worker must not continue, and must be replaced by a new one
     */
    public ControlFollower(
            String worker,
            String topic,
            RecordCodec<ControlRecord> codec,
            Runs runs,
            List<BiConsumer<String, Optional<DesiredRun>>> others,
            SendGate gate,
            BusTime busTime,
            LongSupplier heartbeatsAcked,
            ControlStatus figures,
            Consumer<Decoded.Kind> skipped,
            Ticker ticker,
            Consumer<String> ended) {
        this.topic = topic;
        this.codec = codec;
        this.runs = runs;
        this.others = List.copyOf(others);
        this.gate = gate;
        this.busTime = busTime;
        this.heartbeatsAcked = heartbeatsAcked;
        this.figures = figures;
        this.skipped = skipped;
        this.ticker = ticker;
        this.ended = ended;
        view = new ControlView(codec);
        lease = Lease.of(worker);
    }

    /** Starts reading the topic from its beginning. The follower closes neither argument. */
    public void begin(TopicReader topicReader, TopicWatch watch) {
        reader = Optional.of(new ControlReader(topicReader, topic, watch, view, skipped));
    }

    /**
     * Handles one poll, which waits briefly for records.
     *
     * @return true once everything that was in the topic at the first call has been read
     */
    public boolean turn() {
        boolean caughtUp = reader.orElseThrow().poll(POLL);
        if (caughtUp) {
            figures.publish(view.term(), view.lastTick(), ticker.nanos());
            view.takeChanges().forEach(this::onDesired);
            watchLease();
        }
        return caughtUp;
    }

    /** Returns why the topic must be reread from its beginning, or empty if it need not be. */
    public Optional<String> interruption() {
        Optional<String> interruption = reader.orElseThrow().interruption();
        // the terms in a deleted topic are unrelated to those in its replacement
        interruption.ifPresent(words -> view = new ControlView(codec));
        return interruption;
    }

    private void onDesired(String run, Optional<DesiredRun> desired) {
        runs.onDesired(run, desired);
        others.forEach(other -> other.accept(run, desired));
        if (desired.filter(next -> next.departed().workers().contains(lease.worker()))
                .isPresent()) {
            lease = lease.onDeclaredLost();
        }
    }

    /** Handles timeouts. Also called while nothing can be read. */
    public void passTime() {
        runs.handleEvents();
        runs.passTime();
        if (departure.isPresent()) {
            runs.leave();
            departure = Optional.of(departure.get().onTime(lease, ticker.nanos()));
        }
        watchSilence();
    }

    /** Called when the worker must shut down. It keeps its shards until they are handed over or a time limit is reached. */
    public void leave(long sinceNanos) {
        departure = Optional.of(departure.orElse(Departure.of(sinceNanos)));
    }

    /**
     * Returns whether the runs must be stopped now: the worker must not continue, or it is shutting down and has handed over its shards or
     * reached the time limit.
     */
    public boolean isOver() {
        return ending.isPresent()
                || departure
                        .filter(leaving -> runs.isIdle() || leaving.isOver())
                        .isPresent();
    }

    /** Returns why this worker must not continue, or empty if it may. May be called by any thread. */
    Optional<String> ending() {
        return ending;
    }

    public Lease lease() {
        return lease;
    }

    /**
     * Evaluates the time since the newest tick. Must run before the next ticks are read, because a tick written before a hold must not end
     * it.
     */
    private void watchSilence() {
        if (heartbeatsAcked.getAsLong() != answers) {
            answers = heartbeatsAcked.getAsLong();
            lease = lease.onAnswer(ticker.nanos());
        }
        Optional<Duration> lapse = runs.lapse();
        if (ending.isEmpty() && lapse.filter(lease::isLeaderlessFor).isPresent()) {
            end("lost contact with the controller");
        }
        boolean silent =
                lapse.filter(limit -> lease.isSilentFor(limit, ticker.nanos())).isPresent();
        if (silent) {
            lease = lease.onHold(busTime.toBus(ticker.nanos()).toEpochMilli());
        }
        if (silent && !held) {
            held = true;
            LOG.warn(
                    "no tick for {} s: holding all messages until a controller lists this worker",
                    lapse.orElseThrow().toSeconds());
        }
        if (silent || lease.isClear()) {
            lapse.flatMap(lease::silentAtNanos).ifPresentOrElse(gate::limit, gate::unlimit);
        }
    }

    /**
     * Checks the lease. Must run after handling the desired states that were read along with the ticks, because desired states carry more
     * information.
     */
    private void watchLease() {
        watchSilence();
        if (gate.freezes() != freezes) {
            freezes = gate.freezes();
            lease = lease.onThaw(busTime.toBus(ticker.nanos()).toEpochMilli());
            LOG.warn("this process was frozen: it will send nothing until a controller lists it again");
        }
        for (ReadTick tick : view.takeTicks()) {
            lease = lease.onTick(tick.term(), tick.workers(), tick.stampMillis(), ticker.nanos());
        }
        if (lease.isRevoked()) {
            end("the controller declared this worker lost");
        } else if (lease.isClear()) {
            held = false;
            gate.clear(freezes);
        }
    }

    /** Ends this worker. Its replacement will have a new id and must not adopt any state. */
    private void end(String why) {
        ending = Optional.of(why);
        ended.accept(why);
    }
}
