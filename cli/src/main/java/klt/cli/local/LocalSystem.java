package klt.cli.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.cli.console.Interrupts;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.clock.Ticker;
import klt.common.text.ErrorMessage;

/**
 * Broker, controller and workers as child processes. They end, workers first, on {@link #close()} and when this JVM shuts down. They also
 * end if this process is killed, because each child watches it.
 */
public final class LocalSystem implements AutoCloseable {

    static final String WORKER = "worker-";

    /** A line in the controller's output that requests a number of workers. */
    private static final Pattern SCALE = Pattern.compile("SCALE ([0-9]{1,4})");

    private static final int NOTHING_ASKED = -1;

    private static final int BROKER_HEAP_MB = 512;
    private static final int CONTROLLER_HEAP_MB = 256;
    private static final int WORKER_HEAP_MB = 256;

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Time limit for workers to hand over their shards, equal to their grace period in Kubernetes. */
    private static final Duration DISMISSED_END_MAX = Duration.ofSeconds(60);

    private static final Duration WORKERS_END_MAX = Duration.ofSeconds(15);
    private static final Duration CONTROLLER_END_MAX = Duration.ofSeconds(10);
    private static final Duration BROKER_END_MAX = Duration.ofSeconds(10);

    private final LocalPlan plan;
    private final MainClasses programs;
    private final Map<String, String> userEnvironment;
    private final Interrupts interrupts;
    private final Ticker ticker;
    private final Path folder;
    private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
    private final Queue<ProcessExit> deaths = new ConcurrentLinkedQueue<>();
    private final Thread hook = new Thread(this::end, "local-system-end");
    private final Compilation compilation;
    private final Queue<String> leftBehind = new ConcurrentLinkedQueue<>();
    private volatile Map<String, String> sharedEnvironment = Map.of();
    /** number of workers requested by the controller, until handled; {@link #NOTHING_ASKED} if there is no request */
    private final AtomicInteger asked = new AtomicInteger(NOTHING_ASKED);

    private int workersStarted;
    private volatile boolean kafkaReached;
    private volatile boolean ending;

    /** Creates the system without starting any processes. */
    public LocalSystem(
            LocalPlan plan,
            MainClasses programs,
            Map<String, String> userEnvironment,
            Interrupts interrupts,
            Ticker ticker) {
        this.plan = plan;
        this.programs = programs;
        this.userEnvironment = Map.copyOf(userEnvironment);
        this.interrupts = interrupts;
        this.ticker = ticker;
        this.compilation = Compilation.ofTester(Runtime.getRuntime().availableProcessors(), plan.processes());
        try {
            this.folder = Files.createTempDirectory("loadtester-");
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot create the log folder: " + ErrorMessage.of(e));
        }
    }

    /** Returns the log folder. */
    public Path folder() {
        return folder;
    }

    /**
     * The processes' addresses.
     *
     * @param kafka bootstrap servers
     */
    public record Endpoints(String kafka, URI controller) {}

    /** Starts all processes. On return, the controller accepts requests, but Kafka and the workers may still be starting. */
    public Endpoints start() {
        Runtime.getRuntime().addShutdownHook(hook);
        interrupts.beforeEnd(this::killNow);
        String kafka = plan.kafka().orElseGet(() -> awaitReady(startBroker()));
        Map<String, String> shared = ChildEnvironment.of(userEnvironment, plan, kafka);
        sharedEnvironment = shared;
        ChildProcess controller = start(
                new ChildCommand(
                        "controller",
                        CONTROLLER_HEAP_MB,
                        compilation,
                        Child.NO_SCRATCH,
                        programs.controller(),
                        List.of()),
                ChildEnvironment.controller(shared, plan.port(), plan.workers()));
        startWorkers(plan.workers());
        return new Endpoints(kafka, URI.create(awaitReady(controller)));
    }

    private void startWorkers(int count) {
        for (int i = 0; i < count; i++) {
            String name = WORKER + ++workersStarted;
            start(
                    new ChildCommand(name, WORKER_HEAP_MB, compilation, Child.NO_SCRATCH, programs.worker(), List.of()),
                    ChildEnvironment.worker(sharedEnvironment, name, System.getProperty("user.dir")));
        }
    }

    private void onOutput(String line) {
        Matcher scale = SCALE.matcher(line);
        if (scale.matches()) {
            asked.set(Integer.parseInt(scale.group(1)));
            interrupts.wake();
        }
    }

    /**
     * Starts workers, or ends the newest ones, if the controller has requested a different number since the last call. Also replaces
     * crashed workers. Must be called on the thread that called {@link #start()}.
     */
    public void scale() {
        int requestedCount = asked.getAndSet(NOTHING_ASKED);
        if (requestedCount == NOTHING_ASKED) {
            return;
        }
        List<ChildProcess> workers = children.stream()
                .filter(child -> child.name().startsWith(WORKER) && child.isAlive() && !child.isDismissed())
                .toList();
        startWorkers(Math.max(0, requestedCount - workers.size()));
        workers.stream().skip(requestedCount).toList().reversed().forEach(this::dismiss);
    }

    private void dismiss(ChildProcess worker) {
        worker.dismiss();
        Thread.ofPlatform().daemon().name(worker.name() + "-goodbye").start(() -> {
            if (!worker.awaitEnd(DISMISSED_END_MAX)) {
                worker.kill();
            }
        });
    }

    private ChildProcess startBroker() {
        Path data = dataFolder();
        return start(
                new ChildCommand(
                        "broker",
                        BROKER_HEAP_MB,
                        // a broker under test must run as fast as possible
                        Compilation.FULL,
                        data.toString(),
                        programs.broker(),
                        List.of("--port", "0", "--data", data.toString())),
                ChildEnvironment.broker(userEnvironment));
    }

    private Path dataFolder() {
        return folder.resolve("data");
    }

    private ChildProcess start(ChildCommand command, Map<String, String> environment) {
        interrupts.throwIfAsked();
        String classPath = System.getProperty("java.class.path");
        List<String> line = command.line(Path.of(System.getProperty("java.home")), classPath, folder);
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("CLASSPATH", classPath);
        try {
            ChildProcess child = ChildProcess.start(
                    command.name(),
                    line,
                    variables,
                    folder.resolve(command.name() + ".log"),
                    this::onOutput,
                    this::ended);
            children.add(child);
            if (ending) {
                // the shutdown began before the new process was added to the list, so nothing else would kill it
                child.kill();
            }
            return child;
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot start " + command.name() + ": " + ErrorMessage.of(e));
        }
    }

    private void ended(ChildProcess child) {
        if (!ending && !child.isDismissed()) {
            deaths.add(child.death());
            interrupts.wake();
        }
    }

    private String awaitReady(ChildProcess child) {
        long start = ticker.nanos();
        while (!child.ready().isDone()) {
            throwIfEssentialPartIsDead();
            interrupts.throwIfAsked();
            if (ticker.nanos() - start > START_MAX.toNanos()) {
                throw new Failure(
                        ExitCode.UNREACHABLE,
                        "the " + child.name() + " did not start within " + START_MAX.toSeconds() + " s; its log is "
                                + folder.resolve(child.name() + ".log"));
            }
            interrupts.await(POLL);
        }
        return child.ready().join();
    }

    /** Called as soon as there may be control topics to delete at the end. */
    public void kafkaIsReached() {
        kafkaReached = true;
    }

    /** Returns the next worker that exited unexpectedly. */
    public Optional<ProcessExit> nextDeadWorker() {
        Optional<ProcessExit> worker =
                deaths.stream().filter(ProcessExit::isWorker).findFirst();
        worker.ifPresent(deaths::remove);
        return worker;
    }

    /** @throws Failure with an exit code that corresponds to the child's */
    public void throwIfDead() {
        deaths.stream().findFirst().ifPresent(death -> {
            throw failure(death);
        });
    }

    /** Like {@link #throwIfDead()}, but only records workers' exits. The command then decides whether they matter. */
    public void throwIfEssentialPartIsDead() {
        deaths.stream().filter(death -> !death.isWorker()).findFirst().ifPresent(death -> {
            throw failure(death);
        });
    }

    private static Failure failure(ProcessExit death) {
        // the child reports an invalid setting or a port in use on one line, which is all that the user needs
        boolean ownWords = !death.lastLines().isEmpty()
                && (death.exitCode() == ExitCode.USAGE.number() || death.exitCode() == ExitCode.UNREACHABLE.number());
        if (ownWords) {
            ExitCode exitCode = death.exitCode() == ExitCode.USAGE.number() ? ExitCode.USAGE : ExitCode.UNREACHABLE;
            return new Failure(exitCode, death.name() + ": " + death.lastLines().getLast());
        }
        return new Failure(ExitCode.UNEXPECTED, death.headline(), death.details());
    }

    /** Shuts everything down in order. The logs are kept. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // this may run in the shutdown hook
        }
    }

    /** Returns what could not be cleaned up, one line each; complete after the end. */
    public List<String> leftBehind() {
        return List.copyOf(leftBehind);
    }

    public void deleteLogs() {
        Folders.delete(folder);
    }

    private synchronized void end() {
        ending = true;
        end(children.stream().filter(child -> child.name().startsWith(WORKER)).toList(), WORKERS_END_MAX);
        end(named("controller"), CONTROLLER_END_MAX);
        if (plan.topicPrefix().isPresent() && kafkaReached) {
            ControlTopics.delete(sharedEnvironment).ifPresent(leftBehind::add);
        }
        end(named("broker"), BROKER_END_MAX);
        Folders.delete(dataFolder());
    }

    private List<ChildProcess> named(String name) {
        return children.stream().filter(child -> child.name().equals(name)).toList();
    }

    private void end(List<ChildProcess> group, Duration max) {
        long start = ticker.nanos();
        group.forEach(ChildProcess::terminate);
        for (ChildProcess child : group) {
            Duration left = max.minusNanos(ticker.nanos() - start);
            if (!child.awaitEnd(left)) {
                child.kill();
                child.awaitEnd(max);
            }
        }
    }

    /**
     * Kills all processes immediately, in no particular order. Called on a signal's thread, possibly while another thread is in {@link
     * #end()}.
     */
    private void killNow() {
        ending = true;
        List<ChildProcess> all = new ArrayList<>(children);
        all.forEach(ChildProcess::kill);
        all.forEach(child -> child.awaitEnd(BROKER_END_MAX));
        Folders.delete(dataFolder());
    }
}
