package klt.systemtests.simulation.model;

import java.util.PriorityQueue;

/** The simulated time, and the actions scheduled in it. */
public final class FaultSchedule {

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
    public long now() {
        return now;
    }

    public void at(long time, Runnable action) {
        happenings.add(new Happening(Math.max(now, time), order++, action));
    }

    public void after(long delay, Runnable action) {
        at(now + delay, action);
    }

    /** Runs the next action. */
    public void turn() {
        Happening next = happenings.remove();
        now = next.at();
        next.action().run();
    }
}
