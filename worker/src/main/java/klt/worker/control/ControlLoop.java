package klt.worker.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import klt.common.clock.Backoff;
import klt.common.clock.Ticker;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.ConnectionFault;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Decoded;
import klt.common.text.ErrorMessage;
import klt.worker.audit.Audits;
import klt.worker.clock.BusTime;
import klt.worker.consume.Consumers;
import klt.worker.core.ControlView;
import klt.worker.core.ControlView.ReadTick;
import klt.worker.core.Departure;
import klt.worker.core.Lease;
import klt.worker.core.Reason;
import klt.worker.produce.SendGate;
import klt.worker.report.StatusWriter;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's event loop: waits for the control topics, follows the desired state, and drives the runs towards it. It waits without a
 * limit, so a worker may start before Kafka and the controller do.
 */
public final class ControlLoop {

    private static final Duration POLL = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    private final ControlClients bus;
    private final StatusWriter status;
    private final BusTime busTime;
    private final ControlStatus figures;
    private final Runs runs;
    private final Audits audits;
    private final Consumers consumers;
    private final Consumer<Decoded.Kind> skipped;
    private final SendGate gate;
    private final Ticker ticker;
    private final Duration flushLimit;
    private final Consumer<String> ended;
    private final Thread thread = Thread.ofPlatform().name("control").unstarted(this::execute);

    private volatile Optional<String> unready = Optional.of("Kafka was not contacted yet");
    private volatile boolean following;
    private volatile boolean over;
    /** when the worker was asked to end, in ticker nanoseconds; empty before */
    private volatile Optional<Long> leavingSince = Optional.empty();

    // this thread only: the state of the control topic, known freezes and acknowledged heartbeats, the last log
    // message, and the next delay
    private Lease lease;
    private Optional<Departure> departure = Optional.empty();
    private long freezes;
    private long answers;
    private boolean held;
    private ControlView view = new ControlView();
    private Optional<String> said = Optional.empty();
    private final Backoff backoff = Backoff.ofClients();

    /**
     * @param skipped called for each control record that was not understood
     * @param gate closed by the thread that detects a freeze of the process, opened here
     * @param flushLimit how long the messages in flight have to be acknowledged when the worker ends
     * @param ended receives why this worker must not continue, so that another takes its place
     */
    public ControlLoop(
            ControlClients bus,
            StatusWriter status,
            BusTime busTime,
            ControlStatus figures,
            Runs runs,
            Audits audits,
            Consumers consumers,
            Consumer<Decoded.Kind> skipped,
            Lease lease,
            SendGate gate,
            Ticker ticker,
            Duration flushLimit,
            Consumer<String> ended) {
        this.bus = bus;
        this.status = status;
        this.busTime = busTime;
        this.figures = figures;
        this.runs = runs;
        this.audits = audits;
        this.consumers = consumers;
        this.skipped = skipped;
        this.lease = lease;
        this.gate = gate;
        this.ticker = ticker;
        this.flushLimit = flushLimit;
        this.ended = ended;
    }

    public void start() {
        thread.start();
    }

    /** What this worker still waits for before it can take work; empty when it is ready. */
    public Optional<String> unready() {
        return unready.isEmpty() && !busTime.isKnown() ? Optional.of("the broker's clock is not known yet") : unready;
    }

    private void execute() {
        try {
            while (!isOver()) {
                try {
                    openStatus();
                    follow();
                } catch (ExecutionException e) {
                    retryLater(ErrorMessage.unwrapped(e));
                } catch (InterruptException e) {
                    throw interrupted();
                } catch (KafkaException e) {
                    retryLater(e);
                }
            }
        } catch (InterruptedException e) {
            // asked to end while waiting for Kafka: this worker has nothing to hand over
        }
        stopRuns();
    }

    private boolean isOver() {
        return over
                || (leavingSince.isPresent()
                        && (runs.isIdle() || departure.map(Departure::isOver).orElse(false)));
    }

    private void openStatus() throws ExecutionException, InterruptedException {
        boolean stamped = bus.askTopics();
        if (status.isOpen()) {
            return;
        }
        if (!stamped) {
            LOG.warn(
                    "{} has no broker timestamps (message.timestamp.type is not LogAppendTime): the broker's clock is unknown; using the"
                            + " wall clock instead",
                    bus.topics().status());
            busTime.followWallClock();
        }
        status.open(bus.statusProducer(), stamped);
    }

    private void follow() throws InterruptedException {
        try (ControlReader reader =
                new ControlReader(bus.controlConsumer(), bus.topics().control(), bus.watch(), view, skipped)) {
            runs.onEvent(reader::wakeup);
            following = true;
            Optional<String> interruption = Optional.empty();
            while (!isOver() && interruption.isEmpty()) {
                if (poll(reader)) {
                    figures.publish(view.term(), view.lastTick(), ticker.nanos());
                    view.takeChanges().forEach(this::onDesired);
                    caughtUp();
                    watchLease();
                }
                passTime();
                interruption = reader.interruption();
            }
            interruption.ifPresent(this::restart);
        } finally {
            following = false;
            runs.onEvent(() -> {});
        }
    }

    private void onDesired(String run, Optional<DesiredRun> desired) {
        runs.onDesired(run, desired);
        audits.onDesired(run, desired);
        consumers.onDesired(run, desired);
        if (desired.filter(next -> next.departed().workers().contains(lease.worker()))
                .isPresent()) {
            lease = lease.onDeclaredLost();
        }
    }

    private void passTime() {
        runs.handleEvents();
        runs.passTime();
        if (leavingSince.isPresent()) {
            runs.leave();
            departure = Optional.of(
                    departure.orElse(Departure.of(leavingSince.get())).onTime(lease, ticker.nanos()));
        }
        watchSilence();
    }

    /** Evaluates the time since the newest tick. Runs before the next ticks are read, which may be older. */
    private void watchSilence() {
        if (status.heartbeatsAcked() != answers) {
            answers = status.heartbeatsAcked();
            lease = lease.onAnswer(ticker.nanos());
        }
        Optional<Duration> lapse = runs.lapse();
        if (!over && lapse.filter(lease::isLeaderlessFor).isPresent()) {
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

    /** Runs after the desired states that were read with the ticks: these say more. */
    private void watchLease() {
        watchSilence();
        if (gate.freezes() != freezes) {
            freezes = gate.freezes();
            lease = lease.onThaw(busTime.toBus(ticker.nanos()).toEpochMilli());
            LOG.warn("this process was frozen: it sends nothing until a controller lists it again");
        }
        for (ReadTick tick : view.takeTicks()) {
            lease = lease.onTick(tick.term(), tick.tick().workers(), tick.stampMillis(), ticker.nanos());
        }
        if (lease.isRevoked()) {
            end("the controller declared this worker lost");
        } else if (lease.isClear()) {
            held = false;
            gate.clear(freezes);
        }
    }

    /** Another worker takes this one's place under a new id, and must take nothing of the old one for its own. */
    private void end(String why) {
        over = true;
        unready = Optional.of("this worker is ending: " + why);
        ended.accept(why);
    }

    /** The terms of a deleted topic say nothing about those of its replacement. */
    private void restart(String interruption) {
        LOG.warn("{} {}; reading it from the beginning", bus.topics().control(), interruption);
        view = new ControlView();
    }

    private boolean poll(ControlReader reader) {
        try {
            return reader.poll(POLL);
        } catch (WakeupException e) {
            // an engine has an event
            return false;
        } catch (InterruptException e) {
            // the worker ends; the flag would disturb the closing of the consumer
            var unused = Thread.interrupted();
            return false;
        }
    }

    private void caughtUp() {
        said = Optional.empty();
        backoff.reset();
        if (over || leavingSince.isPresent()) {
            return;
        }
        if (unready.isPresent()) {
            LOG.info("following {} at {}", bus.topics().control(), bus.address());
        }
        unready = Optional.empty();
    }

    private void retryLater(Throwable error) throws InterruptedException {
        unready = Optional.of("waiting for " + bus.topics().control() + " and "
                + bus.topics().status() + " at " + bus.address() + ": " + words(error));
        if (!unready.equals(said)) {
            LOG.warn("{}", unready.get());
            said = unready;
        }
        passTime();
        if (!over) {
            Thread.sleep(backoff.next());
        }
    }

    private String words(Throwable error) throws InterruptedException {
        ConnectionException explained = bus.explained(error);
        return explained.fault() == ConnectionFault.OTHER ? Reason.of(error) : explained.getMessage();
    }

    /** Kafka's exception has set the flag again; ours replaces it. */
    private static InterruptedException interrupted() {
        var unused = Thread.interrupted();
        return new InterruptedException();
    }

    private void stopRuns() {
        // the interrupt of the wait for Kafka must not interrupt the wait for the runs
        var unused = Thread.interrupted();
        boolean stopped = false;
        while (!stopped) {
            try {
                audits.stop();
                consumers.stop();
                if (lease.isRevoked()) {
                    runs.abortAll();
                } else {
                    runs.stopAll(flushLimit);
                }
                stopped = true;
            } catch (InterruptedException e) {
                LOG.info("already ending");
            }
        }
    }

    /** Takes no more work, waits a while for the handover of its shards, stops the runs, and waits until they end. */
    public void close() throws InterruptedException {
        unready = Optional.of("the worker is ending");
        leavingSince = Optional.of(ticker.nanos());
        if (following) {
            runs.alarm();
        } else if (!over) {
            thread.interrupt();
        }
        thread.join();
    }
}
