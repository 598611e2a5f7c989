package klt.worker.produce;

import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.kafka.Acl.User;
import klt.common.protocol.Plan;
import klt.common.protocol.RunProgress.Failure;
import klt.worker.clock.BusTime;
import klt.worker.core.Lifecycle.Command.StartSending;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.SendAssignment;
import klt.worker.core.Reason;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.message.Messages;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes one run on this worker, and owns its producers and sending thread. The thread prepares the run, waits for the start, sends,
 * waits for the acks, and closes the producers, reporting each step. The methods return immediately, except {@link #abort}, which waits
 * briefly.
 */
public final class ProducerEngine {

    /** Time limit for the acks of messages in flight after an error that ends the run. */
    private static final Duration CLOSE_AFTER_FATAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ProducerEngine.class);

    private final String run;
    private final Plan plan;
    private final Preparation preparation;
    private final BusTime busTime;
    private final Ticker ticker;
    private final RunMeter meter;
    private final SendGate gate;
    private final Runnable atRest;
    private final Consumer<Event> events;
    private final Thread thread;

    private final ErrorTable errors = new ErrorTable();
    private final AckRecorder outcomes;
    private final CompletableFuture<Start> start = new CompletableFuture<>();
    private final Object stopLock = new Object();
    private boolean stopRequested;
    private boolean sendingOver;
    private volatile List<Producer<byte[], byte[]>> producers = List.of();
    private volatile Optional<Messages> messages = Optional.empty();
    private volatile int partitions;
    private volatile Optional<Failure> fatal = Optional.empty();
    private Optional<Transactions> transactions = Optional.empty();
    /** control loop thread only */
    private Optional<Scheduled> scheduled = Optional.empty();

    private record Scheduled(ScheduleState state, Schedule schedule) {}

    private record Start(StartSending order, long nanos, SendLoop loop) {}

    /**
     * @param gate closed while this worker must not send
     * @param atRest called by the sending thread when there is nothing more to send under its grants
     * @param events receives the run's steps, on the sending thread
     */
    public ProducerEngine(
            String run,
            Plan plan,
            Preparation preparation,
            BusTime busTime,
            Ticker ticker,
            RunMeter meter,
            SendGate gate,
            Runnable atRest,
            Consumer<Event> events) {
        this.run = run;
        this.plan = plan;
        this.preparation = preparation;
        this.busTime = busTime;
        this.ticker = ticker;
        this.meter = meter;
        this.gate = gate;
        this.atRest = atRest;
        this.events = events;
        this.outcomes = new AckRecorder(
                ticker,
                errors,
                this::endByFatal,
                plan.spec().producer().perWorker(),
                plan.spec().topic().names().size());
        this.thread = Thread.ofPlatform().name("send-" + run).unstarted(this::execute);
    }

    public void prepare() {
        thread.start();
    }

    /** @return ticker time of the run's start */
    public long startSending(StartSending order) {
        SendLoop loop = new SendLoop(
                ticker,
                LockSupport::parkNanos,
                outcomes,
                gate,
                plan.shardCount(),
                sendPlan(order, order.assignment()),
                atRest);
        long nanos = busTime.toTicker(order.startAt());
        start.complete(new Start(order, nanos, loop));
        return nanos;
    }

    public void changeAssignment(SendAssignment assignment) {
        started().ifPresent(begun -> begun.loop().change(sendPlan(begun.order(), assignment)));
    }

    /** Called when the controller reports that the topic has at least this many partitions. */
    public void partitions(int known) {
        partitions = known;
        messages.ifPresent(used -> used.grow(known));
    }

    /** Returns the new plan. Keeps the schedule, which may take a second to compute, if a change only concerns the grants, as most do. */
    private SendLoop.SendPlan sendPlan(StartSending order, SendAssignment assignment) {
        Scheduled known = scheduled
                .filter(made -> made.state().equals(assignment.schedule()))
                .orElseGet(() -> new Scheduled(
                        assignment.schedule(), Schedule.of(plan, assignment.schedule(), order.startAt())));
        scheduled = Optional.of(known);
        return new SendLoop.SendPlan(known.schedule(), assignment.grants());
    }

    /** Stops sending before the next message, even if the client is blocked. The thread then runs to its end. */
    public void stop() {
        synchronized (stopLock) {
            if (stopRequested || sendingOver) {
                return;
            }
            stopRequested = true;
            started().ifPresent(begun -> begun.loop().stop());
            thread.interrupt();
        }
    }

    /** Stops waiting for acks; messages without one become indeterminate. */
    public void abort() {
        producers.forEach(open -> open.close(Duration.ZERO));
    }

    private Optional<Start> started() {
        return Optional.ofNullable(start.getNow(null));
    }

    private void endByFatal(Throwable error) {
        if (fatal.isEmpty()) {
            fatal = Optional.of(failure(error));
        }
        stop();
    }

    private Failure failure(Throwable error) {
        return Reason.failure(
                error,
                List.of(User.WORKERS.topics(WRITE, plan.spec().topic().names()), User.WORKERS.transactionalIds(WRITE)));
    }

    private void execute() {
        try {
            prepareAndSend();
        } catch (KafkaException | IllegalArgumentException e) {
            endByError(e);
        } catch (RuntimeException | Error e) {
            LOG.atError().addKeyValue("run", run).setCause(e).log("the run failed because of a bug or lack of memory");
            endByError(e);
        }
        // release the closed producers and their buffers, because this object is kept until the run is verified
        producers = List.of();
        events.accept(fatal.<Event>map(Event.Broken::new).orElseGet(Event.Drained::new));
    }

    private void endByError(Throwable error) {
        fatal = Optional.of(fatal.orElse(failure(error)));
        abort();
        endTransaction();
    }

    private void prepareAndSend() {
        try {
            Preparation.Ready ready = preparation.open(run, plan);
            producers = ready.producers();
            events.accept(new Event.Prepared());
            try {
                send(ready);
                endSending();
                drain(ready.producers());
            } finally {
                ready.observations().forEach(ProducerObserver.Observation::close);
            }
        } catch (InterruptedException | InterruptException e) {
            // the run was stopped before it sent anything
        }
    }

    private void send(Preparation.Ready ready) {
        Start begun;
        try {
            begun = start.get();
        } catch (InterruptedException e) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        outcomes.sendingThread(Thread.currentThread());
        messages = Optional.of(ready.messages());
        ready.messages().grow(partitions);
        ready.messages().startAt(begun.order().startAt(), begun.nanos());
        meter.attach(
                begun.loop(),
                outcomes,
                errors,
                new ClientTotals(ready.producers(), ticker),
                Optional.ofNullable(ready.messages().stamper()),
                begun.nanos());
        transactions = plan.spec()
                .transactions()
                .map(spec -> new Transactions(
                        spec,
                        plan.spec().message().seed(),
                        ready.producers().getFirst(),
                        outcomes.producers().getFirst(),
                        ticker));
        transactions.ifPresent(begun.loop()::sendIn);
        begun.loop().run(ready.producers(), ready.messages(), begun.nanos());
    }

    /** Ends sending, after which a stop has no blocked call to interrupt. */
    private void endSending() {
        synchronized (stopLock) {
            sendingOver = true;
            var unused = Thread.interrupted();
        }
        events.accept(new Event.LastSent());
    }

    /**
     * Ends the open transaction, if any. A stop does not interrupt this. If the producer is closed in the meantime, the result is unknown.
     */
    private void endTransaction() {
        transactions.ifPresent(Transactions::end);
    }

    private void drain(List<Producer<byte[], byte[]>> open) {
        if (fatal.isPresent()) {
            long end = ticker.nanos() + CLOSE_AFTER_FATAL.toNanos();
            open.forEach(producer -> producer.close(Duration.ofNanos(Math.max(0, end - ticker.nanos()))));
            endTransaction();
        } else {
            endTransaction();
            open.forEach(Producer::flush);
            open.forEach(Producer::close);
        }
    }
}
