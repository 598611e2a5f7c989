package klt.controller.bus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import klt.common.clock.Backoff;
import klt.common.clock.Ticker;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.text.ErrorMessage;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.loop.EventLoop;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredLoads;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the controller connected to Kafka: opens a {@link BusSession}, reads until it fails, and opens the next. While Kafka is
 * unreachable, logs each reason once and retries with increasing delays.
 */
public final class KafkaBus implements AutoCloseable {

    private static final long CLOSE_SECONDS_MAX = 10;

    /**
     * Maximum time without an ack for the controller to count as ready. Ticks are one second apart, and a partition leader change takes
     * less than this.
     */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(KafkaBus.class);

    private final KafkaSettings settings;
    private final EventLoop loop;
    private final SessionContext context;
    private final PastLoads past;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "bus");

    private volatile String problem;
    private volatile boolean inCharge;
    private volatile boolean stateRead;
    private volatile Optional<BusSession> session = Optional.empty();

    public KafkaBus(
            KafkaSettings settings,
            EventLoop loop,
            RunStore store,
            Reporter reporter,
            Ticker ticker,
            String controller) {
        this.settings = settings;
        this.loop = loop;
        past = new StoredLoads(store);
        context = new SessionContext(
                BusTopics.withPrefix(settings.topicPrefix()),
                loop,
                new StoredDocuments(store, reporter),
                BusCodec.CONTROL,
                BusCodec.STATUS,
                ticker,
                controller);
        problem = "connecting to Kafka at " + servers();
    }

    private String servers() {
        return settings.control();
    }

    public void start() {
        thread.start();
    }

    /** Returns why the controller is not ready, or empty if it is. */
    public Optional<String> problem() {
        String known = session.map(BusSession::reason).orElse(problem);
        if (!known.isEmpty()) {
            return Optional.of(known);
        }
        Duration silence = loop.silence();
        return silence.compareTo(SILENCE_MAX) > 0
                ? Optional.of("Kafka at " + servers() + " has acknowledged nothing for " + silence.toSeconds()
                        + " s; is it running?")
                : Optional.empty();
    }

    /** Returns why this controller does not own the runs, for example because another one leads, or empty if it owns them. */
    public Optional<String> runsAreElsewhere() {
        return session.map(BusSession::isInCharge).orElse(inCharge) ? Optional.empty() : problem();
    }

    /** Returns why the stored runs are unknown; empty once the state topic has been read. */
    public Optional<String> runsAreUnknown() {
        boolean known = stateRead || session.map(BusSession::hasState).orElse(false);
        return known
                ? Optional.empty()
                : Optional.of("the stored runs have not been read yet"
                        + problem().map(why -> ": " + why).orElse(""));
    }

    /** Returns whether Kafka has acknowledged the newest document with this key. */
    public boolean isWritten(String key) {
        return !context.unwritten().containsKey(key);
    }

    /** Returns counts of undecodable bus records, by kind. */
    public Map<Decoded.Kind, LongAdder> skipped() {
        return context.skipped();
    }

    private void run() {
        Backoff backoff = Backoff.ofClients();
        SessionCheckpoint checkpoint = SessionCheckpoint.none(context.controller());
        while (closing.getCount() > 0) {
            try (BusSession opened = new BusSession(
                    context, KafkaConnection.open(settings, context.topics(), past, context.ticker()), checkpoint)) {
                session = Optional.of(opened);
                backoff.reset();
                try {
                    work(opened);
                } finally {
                    checkpoint = opened.checkpoint();
                    inCharge = opened.isInCharge();
                    stateRead |= opened.hasState();
                }
                problem = opened.reason();
            } catch (KafkaException e) {
                if (!explain(e)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // this is a bug: without this thread, the controller would appear ready but do nothing
                LOG.error("the session with Kafka failed", e);
                report("the session with Kafka failed: " + ErrorMessage.withType(e));
            } finally {
                session = Optional.empty();
            }
            await(backoff.next());
        }
    }

    private void work(BusSession opened) {
        try {
            while (closing.getCount() > 0 && !opened.isOver()) {
                opened.turn();
            }
        } catch (WakeupException e) {
            LOG.info("stopped reading");
        }
        if (closing.getCount() == 0) {
            opened.leave();
        }
    }

    private void report(String reason) {
        if (!reason.equals(problem)) {
            LOG.warn("{}; retrying", reason);
        }
        problem = reason;
    }

    /** @return false if the controller is shutting down */
    private boolean explain(KafkaException e) {
        try {
            report(ConnectionDiagnosis.of(
                            e,
                            settings.control(),
                            settings.controlClient("klt-controller-probe"),
                            KafkaConnection.rights(context.topics()))
                    .getMessage());
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    private void await(Duration pause) {
        try {
            var unused = closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        // without a session, the thread is waiting for Kafka or for the next attempt
        session.ifPresentOrElse(BusSession::wakeUp, thread::interrupt);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
