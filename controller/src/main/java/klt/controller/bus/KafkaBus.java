package klt.controller.bus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.BusTopics;
import klt.common.protocol.Decoded;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the controller connected to Kafka: opens a {@link BusSession}, reads until it breaks, and opens the next. While Kafka is out
 * of reach it says so, once per reason, and tries again with growing pauses.
 */
public final class KafkaBus implements AutoCloseable {

    private static final Duration PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final long CLOSE_SECONDS_MAX = 10;

    /** Ticks are a second apart; a broker that moves its leadership is quicker than this. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(KafkaBus.class);

    private final KafkaSettings settings;
    private final BusTopics topics;
    private final EventLoop loop;
    private final RunStore store;
    private final Reporter reporter;
    private final Ticker ticker;
    private final String writer;
    private final Map<Decoded.Kind, LongAdder> skipped = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "bus");

    private volatile String problem;
    private volatile Optional<BusSession> session = Optional.empty();
    private boolean recovered;

    public KafkaBus(
            KafkaSettings settings, EventLoop loop, RunStore store, Reporter reporter, Ticker ticker, String writer) {
        this.settings = settings;
        this.topics = BusTopics.withPrefix(settings.topicPrefix());
        this.loop = loop;
        this.store = store;
        this.reporter = reporter;
        this.ticker = ticker;
        this.writer = writer;
        problem = "connecting to Kafka at " + settings.control();
    }

    public void start() {
        thread.start();
    }

    /** Why the controller cannot work; empty when it can. */
    public Optional<String> problem() {
        String known = problem;
        if (!known.isEmpty()) {
            return Optional.of(known);
        }
        Duration silence = loop.silence();
        return silence.compareTo(SILENCE_MAX) > 0
                ? Optional.of("Kafka at " + settings.control() + " has acknowledged nothing for " + silence.toSeconds()
                        + " s; is it running?")
                : Optional.empty();
    }

    /** Records of the bus that were not understood, by kind. */
    public Map<Decoded.Kind, LongAdder> skipped() {
        return skipped;
    }

    private void run() {
        Duration pause = PAUSE_MIN;
        while (closing.getCount() > 0) {
            try (BusSession opened =
                    BusSession.open(settings, topics, loop, store, reporter, ticker, writer, skipped)) {
                if (!recovered) {
                    opened.recover();
                    recovered = true;
                }
                opened.begin();
                problem = "";
                pause = PAUSE_MIN;
                session = Optional.of(opened);
                if (closing.getCount() > 0) {
                    opened.read();
                }
            } catch (KafkaException e) {
                report("Kafka at " + settings.control() + words(e));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // a bug: without this thread the controller would look ready and do nothing
                LOG.error("the session with Kafka failed", e);
                report("the session with Kafka failed: " + e);
            } finally {
                session = Optional.empty();
            }
            pause = await(pause);
        }
    }

    private void report(String news) {
        if (!news.equals(problem)) {
            LOG.warn("{}; trying again", news);
        }
        problem = news;
    }

    /** Kafka wraps the cause that a person needs. */
    private static String words(KafkaException e) {
        if (e instanceof TimeoutException) {
            return " does not answer; is it running, and is the address right? (" + e.getMessage() + ")";
        }
        String own = " cannot be used: " + e.getClass().getSimpleName() + ": " + e.getMessage();
        return e.getCause() == null ? own : own + " (" + e.getCause().getMessage() + ")";
    }

    private Duration await(Duration pause) {
        try {
            boolean over = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            return over || pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return pause;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        // without a session the thread waits for a Kafka that does not answer
        session.ifPresentOrElse(BusSession::wakeUp, thread::interrupt);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
