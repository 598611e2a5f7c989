package klt.systemtests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Envelope;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Hello;
import klt.common.spec.RunSpec;
import klt.controller.core.Command;
import klt.controller.core.ControllerCore;
import klt.controller.core.Event;
import klt.controller.core.Fleet;
import klt.controller.core.RunLog;
import klt.controller.core.RunMachine;
import klt.controller.core.Step;

/**
 * One history: the real core of the controller and real cores of workers over a log that is played, with everything that can go wrong
 * between them. All of it follows from the seed.
 */
final class World {

    static final long SECOND = 1_000_000_000L;
    static final String RUN = "r-1";
    /** What a worker's notion of bus time may be off by. */
    static final long CLOCK_ERROR_MAX = SECOND / 20;

    static final int REPAIRS_PER_STEP = 20;

    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final long STEP_NANOS = SECOND / 4;

    /** After so long nothing more goes wrong, and the run must come to its end. */
    private static final long CALM_AFTER = 40 * SECOND;

    private static final long END_MAX = 240 * SECOND;

    /** A tick as it stands on the control topic. */
    record TickRecord(long term, long number, List<String> workers, long stampNanos) {}

    /** Written by a controller that did not know that it was replaced: the term of its key is an older one. */
    private record StaleRecord(DesiredRun run) {}

    private record Happening(long at, long order, Runnable action) {}

    private record Status(Envelope<StatusRecord> envelope) {}

    /** One process of a worker; it gets a new boot when the old one must not go on. */
    private final class Host {
        private final String name;
        private int boots;
        private Optional<SimulatedWorker> worker = Optional.empty();
        private long frozenUntil;
        private long frozenSince;
        /** records of the control topic that it has read */
        private int read;

        private long deafUntil;
        private long muteUntil;

        Host(String name) {
            this.name = name;
        }

        void boot() {
            boots++;
            read = 0;
            worker = Optional.of(new SimulatedWorker(
                    name + "." + boots, World.this, mutant, random.nextLong(-CLOCK_ERROR_MAX, CLOCK_ERROR_MAX)));
        }
    }

    private final SplittableRandom random;
    private final Mutant mutant;
    private final RunSpec spec;
    private final PriorityQueue<Happening> agenda = new PriorityQueue<>(
            (a, b) -> a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.order(), b.order()));
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final List<Object> control = new ArrayList<>();
    private final List<Status> status = new ArrayList<>();
    private final EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);

    private long now;
    private long order;

    // the controller
    private Optional<ControllerCore> core = Optional.empty();
    private long term;
    private int statusRead;
    private boolean tickUnderWay;
    private Optional<RunMachine> machine = Optional.empty();

    // what the world has seen
    private Plan plan;
    private final Map<Long, Map<Integer, String>> senders = new HashMap<>();
    private final BitSet onTopic = new BitSet();
    private long recordsOnTopic;
    private final Set<String> judged = new HashSet<>();
    private final Set<String> movesPending = new HashSet<>();

    World(long seed, RunSpec spec, Mutant mutant) {
        random = new SplittableRandom(seed);
        this.spec = spec;
        this.mutant = mutant;
        plan = new Plan(spec, 64);
    }

    EnumSet<Mark> marks() {
        return marks;
    }

    void mark(Mark mark) {
        marks.add(mark);
    }

    long now() {
        return now;
    }

    Plan plan() {
        return plan;
    }

    static Instant instant(long nanos) {
        return BEGIN.plusNanos(nanos);
    }

    static Hello hello(String id) {
        return new Hello(id, "h", "1", 1, 1);
    }

    private void at(long time, Runnable action) {
        agenda.add(new Happening(time, order++, action));
    }

    /** For a boot of a worker: it happens when the process is not frozen, and not at all when the boot has ended. */
    void later(String boot, long delay, Runnable action) {
        at(
                now + delay,
                () -> hosts.values().stream()
                        .filter(host -> host.worker.map(w -> w.id.equals(boot)).orElse(false))
                        .forEach(host -> {
                            if (isFrozen(host)) {
                                later(boot, STEP_NANOS, action);
                            } else {
                                action.run();
                            }
                        }));
    }

    private boolean isCalm() {
        return now > CALM_AFTER;
    }

    private static boolean isFrozen(Host host) {
        return host.frozenUntil != 0;
    }

    /** Plays it to its end. */
    void play() {
        int workers = random.nextInt(1, 5);
        for (int i = 0; i < workers; i++) {
            addHost();
        }
        startController();
        at(SECOND * 2, () -> step(new Event.Submitted(RUN, spec)));
        at(3 * SECOND, this::disturb);
        while (!agenda.isEmpty()) {
            Happening next = agenda.remove();
            now = next.at();
            next.action().run();
            if (isEnded()) {
                checkEnd();
                return;
            }
            if (now > END_MAX) {
                throw new Violation(
                        "the run does not end: " + machine.map(World::words).orElse("no machine"));
            }
        }
    }

    private static String words(RunMachine run) {
        StringBuilder words =
                new StringBuilder(run.phase() + " " + run.aggregate().totals());
        run.aggregate()
                .shares()
                .forEach(share -> words.append("\n    ")
                        .append(share.worker())
                        .append(' ')
                        .append(share.gone())
                        .append(' ')
                        .append(share.progress()));
        run.log().entries().forEach(entry -> words.append("\n    ").append(entry));
        return words.toString();
    }

    private boolean isEnded() {
        return machine.map(run -> run.phase().isEnded()).orElse(false);
    }

    private void addHost() {
        Host host = new Host("w" + (hosts.size() + 1));
        hosts.put(host.name, host);
        host.boot();
        at(now + random.nextLong(STEP_NANOS), () -> loop(host));
        at(now + random.nextLong(SECOND), () -> report(host));
    }

    // ---- workers

    private void loop(Host host) {
        at(now + STEP_NANOS + random.nextLong(STEP_NANOS / 4), () -> loop(host));
        if (host.worker.isEmpty() || isFrozen(host)) {
            return;
        }
        SimulatedWorker worker = host.worker.get();
        // the loops of a process run in any order
        if (random.nextBoolean()) {
            worker.step();
            readControl(host, worker);
        } else {
            readControl(host, worker);
            worker.step();
        }
        if (worker.isOver()) {
            die(host);
            host.boot();
        } else if (worker.hasLeft()) {
            mark(Mark.WORKER_LEFT);
            say(worker, worker.heartbeat());
            say(worker, new StatusRecord.Bye("left"));
            host.worker = Optional.empty();
            if (isCalm() || random.nextBoolean()) {
                host.boot();
            }
        }
    }

    private void readControl(Host host, SimulatedWorker worker) {
        if (now < host.deafUntil) {
            return;
        }
        int until = control.size();
        while (host.read < until && !worker.isOver()) {
            switch (control.get(host.read++)) {
                case TickRecord tick -> worker.onTick(tick);
                case DesiredRun run -> worker.onDesired(Optional.of(run));
                case StaleRecord stale -> {
                    if (mutant == Mutant.STALE_ORDERS) {
                        worker.onDesired(Optional.of(stale.run()));
                    }
                }
                default -> worker.onDesired(Optional.empty());
            }
        }
    }

    private void report(Host host) {
        at(now + SECOND + random.nextLong(SECOND / 10), () -> report(host));
        if (!isFrozen(host) && now >= host.muteUntil) {
            host.worker.ifPresent(worker -> say(worker, worker.heartbeat()));
        }
    }

    private void say(SimulatedWorker worker, StatusRecord record) {
        Status written = new Status(new Envelope<>(term, worker.id, worker.nextNumber(), record));
        status.add(written);
        if (!isCalm() && random.nextInt(50) == 0) {
            mark(Mark.STATUS_REPEATED);
            status.add(written);
        }
    }

    void onSend(SimulatedWorker worker, Grant grant, long sequence, long end) {
        if (sequence < grant.from()
                || sequence >= end
                || !grant.shards().contains((int) (sequence % plan.shardCount()))) {
            throw new Violation(
                    worker.id + " sends " + sequence + ", which is not in " + grant + " that ends at " + end);
        }
        String before = senders.computeIfAbsent(sequence, s -> new HashMap<>()).putIfAbsent(grant.epoch(), worker.id);
        if (before != null) {
            throw new Violation(
                    sequence + " was sent by " + before + " and by " + worker.id + " in epoch " + grant.epoch());
        }
        if (grant.repair()) {
            mark(Mark.REPAIRED);
        }
        at(now + random.nextLong(SECOND / 5), () -> answer(worker));
    }

    /** Kafka takes what is in flight, and says so. */
    private void answer(SimulatedWorker worker) {
        for (SimulatedWorker.InFlight message : worker.takeInFlight()) {
            take(message.sequence());
            boolean heard = hosts.values().stream().anyMatch(host -> host.worker.equals(Optional.of(worker)));
            if (heard) {
                worker.onAck(message);
            }
        }
        worker.onAnswered();
    }

    private void take(long sequence) {
        recordsOnTopic++;
        if (onTopic.get((int) sequence)) {
            mark(Mark.SENT_TWICE);
        }
        onTopic.set((int) sequence);
    }

    /** The process ends at once: what is in flight may or may not be taken. */
    private void die(Host host) {
        host.worker.ifPresent(worker -> {
            for (SimulatedWorker.InFlight message : worker.takeInFlight()) {
                if (random.nextBoolean()) {
                    take(message.sequence());
                }
            }
        });
        host.worker = Optional.empty();
        host.frozenUntil = 0;
    }

    // ---- the controller

    private void startController() {
        term++;
        ControllerCore fresh = new ControllerCore(1);
        core = Optional.of(fresh);
        tickUnderWay = false;
        long mine = term;
        if (term > 1 && !isCalm()) {
            newest().ifPresent(run -> at(now + random.nextLong(3 * SECOND), () -> {
                mark(Mark.STALE_CONTROLLER_WROTE);
                control.add(new StaleRecord(run));
            }));
        }
        Optional<DesiredRun> desired = newest().map(mutant::recovered);
        if (machine.isPresent() && !isEnded()) {
            step(new Event.Recovered(RUN, spec, instant(2 * SECOND), desired.isEmpty(), desired, RunMachine.Past.NONE));
            List<Status> told = mutant == Mutant.NO_REPLAY ? List.of() : List.copyOf(status);
            statusRead = told.size();
            for (Status record : told) {
                step(new Event.StatusRead(record.envelope()));
            }
            step(new Event.CaughtUp());
            step(new Event.TermTaken());
            machine = fresh.run(RUN).or(() -> machine);
        }
        statusRead = status.size();
        at(now + random.nextLong(SECOND), () -> tick(mine));
        at(now + SECOND / 10, () -> readStatus(mine));
    }

    private Optional<DesiredRun> newest() {
        Optional<DesiredRun> newest = Optional.empty();
        for (Object record : control) {
            if (record instanceof DesiredRun run) {
                newest = Optional.of(run);
            }
        }
        return newest;
    }

    private boolean leads(long mine) {
        return core.isPresent() && term == mine;
    }

    private void tick(long mine) {
        if (!leads(mine)) {
            return;
        }
        at(now + SECOND, () -> tick(mine));
        if (mutant == Mutant.LEASE_WITHOUT_TICKS) {
            // as if the broker stalled: time goes on, and nothing is read
            step(new Event.TickRead(0));
            step(new Event.TickRead(0));
        }
        if (!tickUnderWay) {
            tickUnderWay = true;
            step(new Event.TickDue());
        }
    }

    private void readStatus(long mine) {
        if (!leads(mine)) {
            return;
        }
        at(now + SECOND / 10 + random.nextLong(SECOND / 5), () -> readStatus(mine));
        while (statusRead < status.size()) {
            step(new Event.StatusRead(status.get(statusRead++).envelope()));
        }
    }

    private void step(Event event) {
        core.ifPresent(mind -> {
            Step step = mind.on(event, instant(now));
            checkLosses(mind);
            machine = mind.run(RUN).or(() -> machine);
            step.commands().forEach(this::execute);
        });
    }

    /** A worker is given up only when it was silent for as many ticks as its lease has. */
    private void checkLosses(ControllerCore mind) {
        for (Fleet.Member member : mind.fleet().members()) {
            if (member.state() == Fleet.State.LOST
                    && judged.add(term + member.id())
                    && !newest().map(DesiredRun::gone).orElse(List.of()).contains(member.id())) {
                Duration silent = Duration.between(member.heardAt(), instant(now));
                if (silent.compareTo(Duration.ofSeconds(Fleet.LEASE_TICKS - 2)) < 0) {
                    throw new Violation(member.id() + " was given up after " + silent);
                }
            }
        }
    }

    private void execute(Command command) {
        long mine = term;
        switch (command) {
            case Command.PublishTick publish -> {
                control.add(new TickRecord(
                        term, publish.tick().number(), publish.tick().workers(), now));
                at(now + random.nextLong(SECOND / 5), () -> {
                    if (leads(mine)) {
                        tickUnderWay = false;
                        step(new Event.TickRead(publish.tick().number()));
                    }
                });
            }
            case Command.PublishRun publish -> {
                plan = publish.run().plan();
                control.add(mutant.written(publish.run()));
                noteMoves(publish.run());
            }
            case Command.RetireRun retire -> control.add(retire);
            case Command.PrepareTopic prepare ->
                at(now + SECOND / 10, () -> {
                    if (leads(mine)) {
                        step(new Event.TopicReady(RUN, List.of()));
                    }
                });
            case Command.Store keep -> machine = Optional.of(keep.run());
            case Command.Forget forget -> {}
        }
    }

    private void noteMoves(DesiredRun run) {
        movesPending.clear();
        run.grants().stream()
                .filter(grant -> grant.until().isEmpty() && grant.from() > 0)
                .forEach(grant -> movesPending.add(grant.worker()));
    }

    // ---- trouble

    private void disturb() {
        if (isCalm()) {
            calm();
            return;
        }
        at(now + SECOND / 2 + random.nextLong(5 * SECOND), this::disturb);
        List<Host> all = List.copyOf(hosts.values());
        Host host = all.get(random.nextInt(all.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                if (host.worker.isPresent()) {
                    if (movesPending.contains(host.worker.get().id)) {
                        mark(Mark.MOVE_OVERTAKEN_BY_DEATH);
                    }
                    die(host);
                    at(now + random.nextLong(15 * SECOND), () -> revive(host));
                }
            }
            case 1 -> freeze(host, random.nextLong(20 * SECOND));
            case 2 -> host.worker.ifPresent(SimulatedWorker::leave);
            case 3 -> {
                if (hosts.size() < 6) {
                    addHost();
                    mark(Mark.WORKER_JOINED);
                }
            }
            case 4 -> host.deafUntil = now + random.nextLong(3 * SECOND);
            case 5 -> host.muteUntil = now + random.nextLong(12 * SECOND);
            case 6 -> {
                if (core.isPresent()) {
                    core = Optional.empty();
                    mark(Mark.CONTROLLER_RESTARTED);
                    at(now + random.nextLong(12 * SECOND), () -> {
                        if (core.isEmpty()) {
                            startController();
                        }
                    });
                }
            }
            default -> {
                if (random.nextInt(3) == 0) {
                    mark(Mark.MASS_SILENCE);
                    all.forEach(other -> freeze(other, random.nextLong(9 * SECOND)));
                }
            }
        }
    }

    private void revive(Host host) {
        if (host.worker.isEmpty()) {
            host.boot();
        }
    }

    private void freeze(Host host, long nanos) {
        if (host.worker.isEmpty() || isFrozen(host)) {
            return;
        }
        SimulatedWorker worker = host.worker.get();
        host.frozenSince = now;
        host.frozenUntil = now + nanos;
        at(host.frozenUntil, () -> {
            if (host.worker.equals(Optional.of(worker)) && isFrozen(host)) {
                host.frozenUntil = 0;
                worker.thaw(now - host.frozenSince);
            }
        });
    }

    /** Nothing goes wrong any more; at least one worker is there. */
    private void calm() {
        hosts.values().forEach(host -> {
            host.deafUntil = 0;
            host.muteUntil = 0;
        });
        at(now + 20 * SECOND, () -> hosts.values().forEach(this::revive));
        if (hosts.values().stream().noneMatch(host -> host.worker.isPresent())) {
            addHost();
        }
        if (core.isEmpty()) {
            startController();
        }
    }

    // ---- the end

    private void checkEnd() {
        RunMachine run = machine.orElseThrow();
        for (RunLog.Entry entry : run.log().entries()) {
            switch (entry.kind()) {
                case WORKER_LOST -> mark(Mark.WORKER_LOST);
                case WAITING -> mark(Mark.WAITED);
                default -> {}
            }
        }
        if (run.phase() != RunPhase.DONE) {
            if (run.reason().startsWith("WORKERS_NOT_READY")) {
                return;
            }
            throw new Violation("the run ended as " + words(run) + "\n    fleet "
                    + core.map(mind -> mind.fleet().members()).orElse(List.of()));
        }
        long planned = run.planned().orElseThrow();
        var totals = run.aggregate().totals();
        if (totals.acked() != planned || onTopic.cardinality() != planned || onTopic.length() != planned) {
            throw new Violation("of " + planned + " messages " + totals.acked() + " count as acked, "
                    + onTopic.cardinality() + " are on the topic: " + words(run));
        }
        long twice = recordsOnTopic - planned;
        if (twice > totals.handoverDuplicates()) {
            throw new Violation(
                    twice + " messages are there twice, " + totals.handoverDuplicates() + " were told: " + words(run));
        }
    }
}
