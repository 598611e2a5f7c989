package klt.controller.core;

/** Which of the numbers that one writer counts up were seen, when some come twice, late or never. */
final class SlidingDedup {

    private long newest = -1;
    private long count;
    /** bit k: the number k below the newest was seen */
    private long recent;

    /** Whether it comes for the first time; one that is older than the last 64 is taken for a repeat. */
    boolean isNew(long number) {
        long age = newest - number;
        return age < 0 || (age < Long.SIZE && (recent & 1L << age) == 0);
    }

    /** @param number one that is new */
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

    /** How many were seen. */
    long count() {
        return count;
    }
}
