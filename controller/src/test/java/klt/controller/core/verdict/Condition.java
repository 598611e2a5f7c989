package klt.controller.core.verdict;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * What happens to a simulated sender, ms by ms: when its process is stopped, when Kafka blocks its sending thread, and what the process
 * counts of it.
 */
final class Condition {

    static final int PERIOD_MILLIS = 100;

    final int millis;
    final RandomGenerator random;
    /** the process does not run */
    final BitSet stopped = new BitSet();
    /** Kafka blocks the sending thread */
    final BitSet blocked = new BitSet();
    /** by ms, what the process counts of it */
    final double[] runQueue;

    final double[] gc;
    /** the worker uses all its cores */
    final BitSet busy = new BitSet();
    /** by period of {@link #PERIOD_MILLIS} */
    final BitSet throttled = new BitSet();
    /** fraction of the worker's cores that it uses */
    double cpu;
    /** messages that the sender can send in a ms */
    double capacity = 50;
    /** Kafka counts the waits as those of a quota, of a missing leader, or of a full buffer */
    boolean quota;

    boolean leader;

    private Condition(int millis, RandomGenerator random) {
        this.millis = millis;
        this.random = random;
        runQueue = new double[millis];
        gc = new double[millis];
        cpu = between(0.02, 0.6);
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private void stop(double from, double forMillis) {
        stopped.set((int) from, (int) Math.min(millis, Math.ceil(from + forMillis)));
    }

    private void block(double from, double forMillis) {
        blocked.set((int) Math.min(millis, from), (int) Math.min(millis, from + forMillis));
    }

    /** A machine with reserves: waits below a ms, short collections, a few throttled periods, perhaps one pause that nothing explains. */
    static Condition healthy(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        double share = condition.between(0, 0.08);
        for (int at = 0; at < millis; at++) {
            condition.runQueue[at] = share * condition.between(0.5, 1.5);
        }
        condition.collect(condition.between(2_000, 10_000), condition.between(2, 8));
        condition.throttle(condition.between(0, 0.01), 60);
        if (random.nextInt(3) == 0) {
            condition.stop(condition.between(0, millis), condition.between(20, 150));
        }
        return condition;
    }

    /** Other processes use the CPUs: the threads wait for a share of the time. */
    static Condition contended(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        condition.contend(condition.between(10, 80), condition.between(0.3, 2.5));
        return condition;
    }

    /** Other processes use the CPUs for most of the time, and Kafka blocks the sending thread once. */
    static Condition contendedWithOneShortWait(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        condition.contend(condition.between(150, 400), condition.between(0.3, 1));
        condition.block(condition.between(5_000, 15_000), condition.between(350, 800));
        return condition;
    }

    /** For a tenth of the schedule, the worker needs more cores than there are, and the buffer is full because of that. */
    static Condition outOfCoresForATenth(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        int from = 1_000 * (5 + random.nextInt(15));
        int to = from + 3_000;
        condition.busy.set(from, to);
        condition.block(from, 400);
        condition.blockRepeatedly(from + 500, to, 60);
        return condition;
    }

    /** The worker needs more CPU time than its quota. */
    static Condition overQuota(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        condition.cpu = condition.between(0.7, 1);
        condition.throttle(condition.between(0.15, 1), condition.between(30, 80));
        return condition;
    }

    /** The load needs more cores than there are. */
    static Condition outOfCores(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        condition.cpu = condition.between(0.92, 1);
        condition.capacity = condition.between(0.1, 0.4);
        return condition;
    }

    /** The heap is too small. */
    static Condition collecting(int millis, RandomGenerator random) {
        Condition condition = new Condition(millis, random);
        condition.collect(condition.between(400, 1_500), condition.between(50, 300));
        return condition;
    }

    /** @param ran for how long the threads run, as a fraction of how long they wait */
    private void contend(double waitMillis, double ran) {
        double runMillis = waitMillis * ran;
        for (double at = exponential(runMillis); at < millis; at += exponential(runMillis)) {
            double length = exponential(waitMillis);
            stop(at, length);
            for (int ms = (int) at; ms < Math.min(millis, at + length); ms++) {
                runQueue[ms] = 1;
            }
            at += length;
        }
    }

    private void collect(double everyMillis, double pauseMillis) {
        for (double at = exponential(everyMillis); at < millis; at += exponential(everyMillis)) {
            double length = pauseMillis * between(0.5, 1.5);
            stop(at, length);
            for (int ms = (int) at; ms < Math.min(millis, at + length); ms++) {
                gc[ms] = 1;
            }
            at += length;
        }
    }

    /** @param ranMillis until it was stopped, in each of these periods */
    private void throttle(double share, double ranMillis) {
        for (int period = 0; period < millis / PERIOD_MILLIS; period++) {
            if (random.nextDouble() < share) {
                throttled.set(period);
                stop(period * PERIOD_MILLIS + ranMillis, PERIOD_MILLIS - ranMillis);
            }
        }
    }

    /** Kafka accepts less than the load, in one of the ways in which it can. The sender is healthy and has little to do. */
    static Condition slowKafka(int millis, RandomGenerator random) {
        Condition condition = healthy(millis, random);
        condition.cpu = condition.between(0.02, 0.3);
        switch (random.nextInt(4)) {
            case 0 -> condition.stall(1 + random.nextInt(4), 300, 12_000);
            case 1 -> {
                condition.leader = true;
                condition.stall(1, 2_000, 20_000);
            }
            case 2 -> {
                condition.quota = true;
                condition.blockRepeatedly(condition.between(0, millis), millis, 200);
            }
            default -> condition.blockRepeatedly(condition.between(0, millis / 2.0), millis, 40);
        }
        return condition;
    }

    /** Kafka stalls only while the load peaks. */
    static Condition slowAtThePeak(int millis, RandomGenerator random, int fromMillis, int toMillis) {
        Condition condition = healthy(millis, random);
        condition.cpu = condition.between(0.02, 0.3);
        condition.blockRepeatedly(fromMillis, toMillis, 60);
        return condition;
    }

    private void stall(int times, double shortest, double longest) {
        for (int i = 0; i < times; i++) {
            block(between(0, millis), between(shortest, longest));
        }
    }

    private void blockRepeatedly(double from, double to, double meanMillis) {
        double share = between(0.2, 0.9);
        for (double at = from; at < to; at += exponential(meanMillis) * (1 - share) / share) {
            double length = exponential(meanMillis);
            block(at, Math.min(length, to - at));
            at += length;
        }
    }
}
