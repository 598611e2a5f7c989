package klt.systemtests.simulation;

import java.util.PriorityQueue;

/** Time, and what is to happen in it. */
final class FaultSchedule {

    private record Happening(long at, long order, Runnable action) implements Comparable<Happening> {

        @Override
        public int compareTo(Happening other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private long now;
    private long order;

    /** Nanoseconds since the beginning. */
    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        happenings.add(new Happening(Math.max(now, time), order++, action));
    }

    void after(long delay, Runnable action) {
        at(now + delay, action);
    }

    /** Lets the next thing happen. */
    void turn() {
        Happening next = happenings.remove();
        now = next.at();
        next.action().run();
    }
}
