package klt.worker.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import klt.common.clock.Backoff;
import klt.common.clock.Ticker;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.ConnectionFault;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicWatch;
import klt.common.text.ErrorMessage;
import klt.worker.audit.Audits;
import klt.worker.clock.BusTime;
import klt.worker.consume.Consumers;
import klt.worker.core.Reason;
import klt.worker.report.StatusWriter;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's event loop: waits for the control topics, and then calls {@link ControlFollower#turn}. It waits indefinitely, so a worker
 * may start before Kafka and the controller.
 */
public final class ControlLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    private final ControlClients bus;
    private final StatusWriter status;
    private final BusTime busTime;
    private final ControlFollower follower;
    private final Runs runs;
    private final Audits audits;
    private final Consumers consumers;
    private final Ticker ticker;
    private final Duration flushLimit;
    private final Thread thread = Thread.ofPlatform().name("control").unstarted(this::execute);

    private volatile Optional<String> unready = Optional.of("Kafka has not been contacted yet");
    private volatile boolean following;
    /** ticker time at which the worker was asked to shut down; empty before that */
    private volatile Optional<Long> leavingSince = Optional.empty();

    // used by this thread only: the last log message, and the retry delays
    private Optional<String> loggedReason = Optional.empty();
    private final Backoff backoff = Backoff.ofClients();

    /** @param flushLimit time limit for the acks of messages in flight when the worker shuts down */
    public ControlLoop(
            ControlClients bus,
            StatusWriter status,
            BusTime busTime,
            ControlFollower follower,
            Runs runs,
            Audits audits,
            Consumers consumers,
            Ticker ticker,
            Duration flushLimit) {
        this.bus = bus;
        this.status = status;
        this.busTime = busTime;
        this.follower = follower;
        this.runs = runs;
        this.audits = audits;
        this.consumers = consumers;
        this.ticker = ticker;
        this.flushLimit = flushLimit;
    }

    public void start() {
        thread.start();
    }

    /** Returns what this worker is waiting for before it can accept work, or empty if it is ready. */
    public Optional<String> unready() {
        Optional<String> ending = follower.ending().map(why -> "this worker is shutting down: " + why);
        if (ending.isPresent()) {
            return ending;
        }
        return unready.isEmpty() && !busTime.isKnown() ? Optional.of("the broker's clock is not yet known") : unready;
    }

    private void execute() {
        try {
            while (!follower.isOver()) {
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
            // shut down while waiting for Kafka, so there is nothing to hand over
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
                    "{} has no broker timestamps (message.timestamp.type is not LogAppendTime): the broker's clock is unknown; using the"
                            + " wall clock instead",
                    bus.topics().status());
            busTime.followWallClock();
        }
        status.open(bus.statusProducer(), stamped);
    }

    private void follow() throws InterruptedException {
        try (TopicReader reader = bus.controlReader();
                TopicWatch watch = bus.watch()) {
            follower.begin(reader, watch);
            runs.onEvent(reader::wakeUp);
            following = true;
            Optional<String> interruption = Optional.empty();
            while (!follower.isOver() && interruption.isEmpty()) {
                if (turn()) {
                    caughtUp();
                }
                passTime();
                interruption = follower.interruption();
            }
            interruption.ifPresent(words -> LOG.warn(
                    "{} {}; reading it from the beginning", bus.topics().control(), words));
        } finally {
            following = false;
            runs.onEvent(() -> {});
        }
    }

    private boolean turn() {
        try {
            return follower.turn();
        } catch (WakeupException e) {
            // the wakeup announces an engine's event
            return false;
        } catch (InterruptException e) {
            // the worker is shutting down; the interrupt flag would interfere with closing the consumer
            var unused = Thread.interrupted();
            return false;
        }
    }

    private void passTime() {
        leavingSince.ifPresent(follower::leave);
        follower.passTime();
    }

    private void caughtUp() {
        loggedReason = Optional.empty();
        backoff.reset();
        if (follower.isOver() || leavingSince.isPresent()) {
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
        if (!unready.equals(loggedReason)) {
            LOG.warn("{}", unready.get());
            loggedReason = unready;
        }
        passTime();
        if (!follower.isOver()) {
            Thread.sleep(backoff.next());
        }
    }

    private String words(Throwable error) throws InterruptedException {
        ConnectionException explained = bus.explained(error);
        return explained.fault() == ConnectionFault.OTHER ? Reason.of(error) : explained.getMessage();
    }

    /** Converts Kafka's exception, which sets the interrupt flag again, to an InterruptedException. */
    private static InterruptedException interrupted() {
        var unused = Thread.interrupted();
        return new InterruptedException();
    }

    private void stopRuns() {
        // the interrupt that ended the wait for Kafka must not interrupt the wait for the runs
        var unused = Thread.interrupted();
        boolean stopped = false;
        while (!stopped) {
            try {
                audits.stop();
                consumers.stop();
                if (follower.lease().isRevoked()) {
                    runs.abortAll();
                } else {
                    runs.stopAll(flushLimit);
                }
                stopped = true;
            } catch (InterruptedException e) {
                LOG.info("already shutting down");
            }
        }
    }

    /** Stops accepting work, waits up to a time limit for the shards to be handed over, stops the runs, and waits for them to end. */
    public void close() throws InterruptedException {
        unready = Optional.of("the worker is shutting down");
        leavingSince = Optional.of(ticker.nanos());
        if (following) {
            runs.alarm();
        } else if (follower.ending().isEmpty()) {
            thread.interrupt();
        }
        thread.join();
    }
}
