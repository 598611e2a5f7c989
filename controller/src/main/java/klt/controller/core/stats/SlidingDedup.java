package klt.controller.core.stats;

/** Tracks which of a writer's sequence numbers have been received; tolerates repeated, late and missing numbers. */
final class SlidingDedup {

    private long newest = -1;
    private long count;
    /** bit k is set if the number that is k below the newest was received */
    private long recent;

    /** Returns whether the number is new. A number older than the last 64 counts as repeated. */
    boolean isNew(long number) {
        long age = newest - number;
        return age < 0 || (age < Long.SIZE && (recent & 1L << age) == 0);
    }

    /** @param number must be new */
    void note(long number) {
        long age = newest - number;
        if (age < 0) {
            recent = (age <= -Long.SIZE ? 0 : recent << -age) | 1;
            newest = number;
        } else {
            recent |= 1L << age;
        }
        count++;
    }

    /** Returns how many distinct numbers have been received. */
    long count() {
        return count;
    }
}
