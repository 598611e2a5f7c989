package klt.common.log;

import org.slf4j.MDC;

/** Adds context to each line that this thread logs during an action. */
public final class LogContext {

    /** Limit of the listed sequences, to keep a log line readable. */
    private static final int SEQUENCES_MAX = 20;

    private LogContext() {}

    public static void ofRun(String run, Runnable action) {
        with("run", run, action);
    }

    /** @param shards ids, ascending; an empty array adds no context */
    public static void ofShards(int[] shards, Runnable action) {
        if (shards.length == 0) {
            action.run();
        } else {
            with("shards", sequences(shards), action);
        }
    }

    @SuppressWarnings("try") // only its close() is needed
    private static void with(String key, String value, Runnable action) {
        try (MDC.MDCCloseable context = MDC.putCloseable(key, value)) {
            action.run();
        }
    }

    /**
     * Formats ascending numbers in few characters: {@code 0-21,40,48-62/2}, where {@code /2} is the step. An ellipsis stands for those
     * beyond {@value #SEQUENCES_MAX} sequences.
     */
    static String sequences(int[] ascending) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        int next;
        for (int i = 0; i < ascending.length; i = next) {
            if (count++ == SEQUENCES_MAX) {
                return text.append(",…").toString();
            }
            int last = endOfSequence(ascending, i);
            // two numbers are not shorter with a step
            boolean sequence = last > i + 1;
            next = sequence ? last + 1 : i + 1;
            text.append(text.isEmpty() ? "" : ",").append(ascending[i]);
            if (sequence) {
                int step = ascending[i + 1] - ascending[i];
                text.append('-').append(ascending[last]).append(step == 1 ? "" : "/" + step);
            }
        }
        return text.toString();
    }

    /** The last index up to which the numbers have the distance of the first two. */
    private static int endOfSequence(int[] ascending, int from) {
        int last = Math.min(from + 1, ascending.length - 1);
        while (last + 1 < ascending.length
                && ascending[last + 1] - ascending[last] == ascending[from + 1] - ascending[from]) {
            last++;
        }
        return last;
    }
}
