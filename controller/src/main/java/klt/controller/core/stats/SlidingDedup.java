package klt.controller.core.stats;

/** Tracks which sequence numbers of one writer were received; tolerates repeated, late and missing numbers. */
final class SlidingDedup {

    private long newest = -1;
    private long count;
    /** bit k is set if the number k below the newest was received */
    private long recent;

    /** Whether the number is new; a number older than the last 64 counts as repeated. */
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

    /** Number of distinct numbers received. */
    long count() {
        return count;
    }
}
