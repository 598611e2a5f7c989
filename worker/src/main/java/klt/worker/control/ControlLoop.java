package klt.worker.control;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import klt.common.protocol.Decoded;
import klt.worker.clock.BusTime;
import klt.worker.core.ControlView;
import klt.worker.core.Reason;
import klt.worker.report.StatusWriter;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's event loop: waits for the control topics, follows the desired state, and lets the runs converge to it. It waits as long as
 * it takes, so a worker may start before Kafka and the controller do.
 */
public final class ControlLoop {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final long RETRY_MILLIS_MIN = 250;
    private static final long RETRY_MILLIS_MAX = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    private final BusLink bus;
    private final StatusWriter status;
    private final BusTime busTime;
    private final BusFigures figures;
    private final Runs runs;
    private final Consumer<Decoded.Kind> skipped;
    private final Duration flushLimit;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("control").unstarted(this::execute);

    private volatile Optional<String> unready = Optional.of("Kafka was not asked yet");

    // this thread's own: what the control topic says, what was said last, and how long to wait before the next try
    private ControlView view = new ControlView();
    private Optional<String> said = Optional.empty();
    private long retryMillis = RETRY_MILLIS_MIN;

    /**
     * @param skipped told of each control record that was not understood
     * @param flushLimit how long the messages that are on their way get to be answered when the worker ends
     */
    public ControlLoop(
            BusLink bus,
            StatusWriter status,
            BusTime busTime,
            BusFigures figures,
            Runs runs,
            Consumer<Decoded.Kind> skipped,
            Duration flushLimit) {
        this.bus = bus;
        this.status = status;
        this.busTime = busTime;
        this.figures = figures;
        this.runs = runs;
        this.skipped = skipped;
        this.flushLimit = flushLimit;
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
            while (closing.getCount() > 0) {
                try {
                    openStatus();
                    follow();
                } catch (ExecutionException e) {
                    retryLater(Objects.requireNonNullElse(e.getCause(), e));
                } catch (InterruptException e) {
                    throw interrupted();
                } catch (KafkaException e) {
                    retryLater(e);
                }
            }
        } catch (InterruptedException e) {
            // closing
        }
        stopRuns();
    }

    private void openStatus() throws ExecutionException, InterruptedException {
        boolean stamped = bus.askTopics();
        if (status.isOpen()) {
            return;
        }
        if (!stamped) {
            LOG.warn(
                    "{} is not stamped by the broker (message.timestamp.type is not LogAppendTime): the broker's clock stays unknown, the"
                            + " wall clock takes its place",
                    bus.topics().status());
            busTime.followWallClock();
        }
        status.open(bus.statusProducer(), stamped);
    }

    private void follow() throws InterruptedException {
        try (ControlReader reader =
                new ControlReader(bus.controlConsumer(), bus.topics().control(), bus.watch(), view, skipped)) {
            runs.onEvent(reader::wakeup);
            Optional<String> interruption = Optional.empty();
            while (closing.getCount() > 0 && interruption.isEmpty()) {
                if (poll(reader)) {
                    figures.publish(view.term(), view.lastTick());
                    view.takeChanges().forEach(runs::wanted);
                    caughtUp();
                }
                runs.handleEvents();
                runs.passTime();
                interruption = reader.interruption();
            }
            interruption.ifPresent(this::beginAnew);
        } finally {
            runs.onEvent(() -> {});
        }
    }

    /** Terms of a topic that is gone say nothing of those of another. */
    private void beginAnew(String interruption) {
        LOG.warn("{} {}; reading it anew", bus.topics().control(), interruption);
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
        if (unready.isPresent()) {
            LOG.info("following {} at {}", bus.topics().control(), bus.address());
        }
        unready = Optional.empty();
        said = Optional.empty();
        retryMillis = RETRY_MILLIS_MIN;
    }

    private void retryLater(Throwable error) throws InterruptedException {
        unready = Optional.of("waiting for " + bus.topics().control() + " and "
                + bus.topics().status() + " at " + bus.address() + ": " + Reason.of(error));
        if (!unready.equals(said)) {
            LOG.warn("{}", unready.get());
            said = unready;
        }
        runs.handleEvents();
        runs.passTime();
        boolean ended = closing.await(retryMillis, TimeUnit.MILLISECONDS);
        retryMillis = ended ? 0 : Math.min(2 * retryMillis, RETRY_MILLIS_MAX);
    }

    /** Kafka's exception has set the flag again; ours takes its place. */
    private static InterruptedException interrupted() {
        var unused = Thread.interrupted();
        return new InterruptedException();
    }

    private void stopRuns() {
        // what interrupted the wait for Kafka must not interrupt the wait for the runs
        var unused = Thread.interrupted();
        try {
            runs.stopAll(flushLimit);
        } catch (InterruptedException e) {
            throw new IllegalStateException("closed twice", e);
        }
    }

    /** Takes no more work, stops the runs, and waits until they are over. */
    public void close() throws InterruptedException {
        unready = Optional.of("the worker ends");
        closing.countDown();
        thread.interrupt();
        thread.join();
    }
}
