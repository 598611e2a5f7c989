package klt.controller.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import klt.common.text.ErrorMessage;
import klt.controller.bus.RunDocuments;
import klt.controller.core.notice.Notice;
import klt.controller.loop.EventLoop;
import klt.controller.store.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the stored notices one after another, each at least once: a notice is deleted after its delivery. An undelivered notice is tried
 * again a limited number of times. When the controller becomes the leader, or is connected to Kafka again, all attempts start over.
 */
public final class Notifier implements AutoCloseable {

    /** Delays before each further attempt. */
    static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2));

    private static final long LOOK_MILLIS = 500;
    private static final long CLOSE_SECONDS_MAX = 15;

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final Webhook webhook;
    private final RunStore store;
    private final BooleanSupplier leads;
    private final Predicate<String> written;
    private final Consumer<String> settle;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "notifier");

    /** failed attempts, by the notice's subject; notifier thread only */
    private final Map<String, Failures> failures = new HashMap<>();

    /** subjects of notices that need no further attempt but are still stored; notifier thread only */
    private final Set<String> settled = new HashSet<>();

    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong abandoned = new AtomicLong();
    private volatile Optional<Attempt> last = Optional.empty();

    private record Failures(int count, Instant next) {}

    /**
     * @param leads whether this controller owns the runs
     * @param written whether Kafka has acknowledged the newest document with a {@link RunDocuments} key
     * @param settle deletes the notice of a run or sweep
     */
    public Notifier(
            WebhookSettings settings,
            RunStore store,
            BooleanSupplier leads,
            Predicate<String> written,
            Consumer<String> settle,
            Clock clock) {
        webhook = new Webhook(settings, clock);
        this.store = store;
        this.leads = leads;
        this.written = written;
        this.settle = settle;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    /** Returns the host that receives the messages. */
    public String host() {
        return webhook.settings().host();
    }

    public boolean isSigned() {
        return webhook.settings().key().isPresent();
    }

    /** Returns the number of delivered notices. */
    public long delivered() {
        return delivered.get();
    }

    /** Returns the number of abandoned notices. */
    public long abandoned() {
        return abandoned.get();
    }

    /** Returns the number of undelivered notices. */
    public int pending() {
        return store.notices().ids().size();
    }

    /** Returns the last attempt since this process started. */
    public Optional<Attempt> last() {
        return last;
    }

    /**
     * Sends a test message, once.
     *
     * @param id unique id of the message
     */
    public Attempt test(String id) throws InterruptedException {
        Attempt attempt = webhook.send(
                WebhookMessage.test(id, clock.instant(), webhook.settings().console()));
        last = Optional.of(attempt);
        return attempt;
    }

    private void run() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                deliverDue();
            }
        } catch (InterruptedException e) {
            LOG.info("stopped delivering notices");
        }
    }

    /** Tries every notice that is due. */
    void deliverDue() throws InterruptedException {
        if (!leads.getAsBoolean()) {
            failures.clear();
            settled.clear();
            return;
        }
        List<Notice> notices = store.notices().all();
        settled.retainAll(notices.stream().map(Notice::subject).toList());
        for (Notice notice : notices) {
            if (closing.getCount() == 0) {
                return;
            }
            if (settled.contains(notice.subject())) {
                settle(notice);
            } else if (isDue(notice) && !notice.isTooOld(clock.instant())) {
                deliver(notice);
            }
        }
    }

    private boolean isDue(Notice notice) {
        Failures failed = failures.get(notice.subject());
        return failed == null || !clock.instant().isBefore(failed.next);
    }

    private void deliver(Notice notice) throws InterruptedException {
        if (isDeleted(notice)) {
            LOG.atWarn()
                    .addKeyValue("subject", notice.subject())
                    .log("the webhook is not notified, because the run or sweep was deleted");
            abandoned.incrementAndGet();
            settle(notice);
            return;
        }
        Attempt attempt;
        try {
            Optional<WebhookMessage> message = message(notice);
            if (message.isEmpty()) {
                return;
            }
            attempt = webhook.send(message.get());
        } catch (RuntimeException e) {
            // a bug; the other notices must still be delivered
            LOG.error("delivering the notice of {} failed", notice.subject(), e);
            attempt = new Attempt(
                    clock.instant(), notice.kind().type(), Optional.empty(), Optional.of(ErrorMessage.withType(e)));
        }
        last = Optional.of(attempt);
        if (attempt.error().isEmpty()) {
            delivered.incrementAndGet();
            settle(notice);
        } else {
            onFailure(notice, attempt.error().get());
        }
    }

    private boolean isDeleted(Notice notice) {
        return switch (notice.kind()) {
            case RUN_ENDED -> !store.contains(notice.subject());
            case SWEEP_ENDED -> store.sweeps().find(notice.subject()).isEmpty();
        };
    }

    /** Returns the message, or empty if Kafka has not acknowledged the end that it reports. */
    private Optional<WebhookMessage> message(Notice notice) {
        Optional<String> console = webhook.settings().console();
        // whether the document is written must be looked up after the document
        return switch (notice.kind()) {
            case RUN_ENDED ->
                store.summary(notice.subject())
                        .filter(run -> run.phase().isEnded() && written.test(run.id()))
                        .map(run -> WebhookMessage.ofRun(notice, run, console));
            case SWEEP_ENDED ->
                store.sweeps()
                        .find(notice.subject())
                        .filter(sweep ->
                                sweep.endedAt().isPresent() && written.test(RunDocuments.SWEEP_KEY + sweep.id()))
                        .map(sweep -> WebhookMessage.ofSweep(notice, sweep, console));
        };
    }

    private void onFailure(Notice notice, String error) {
        Failures before = failures.get(notice.subject());
        int count = before == null ? 1 : before.count + 1;
        Instant now = clock.instant();
        if (count > DELAYS.size()) {
            LOG.atError().addKeyValue("subject", notice.subject()).log("gave up notifying the webhook: {}", error);
            abandoned.incrementAndGet();
            settle(notice);
            return;
        }
        Duration delay = DELAYS.get(count - 1);
        LOG.atWarn()
                .addKeyValue("subject", notice.subject())
                .log("could not notify the webhook, next attempt in {} s: {}", delay.toSeconds(), error);
        failures.put(notice.subject(), new Failures(count, now.plus(delay)));
    }

    /** Deletes a notice. If the controller is too busy for that, it is deleted later, but not sent again. */
    private void settle(Notice notice) {
        failures.remove(notice.subject());
        settled.add(notice.subject());
        try {
            settle.accept(notice.subject());
        } catch (EventLoop.BusyException e) {
            LOG.debug("the notice of {} is deleted later", notice.subject(), e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        webhook.close();
    }
}
