package klt.common.text;

/** Formats ascending numbers compactly, such as the shards in a log line. */
public final class NumberRanges {

    /** Maximum number of ranges listed, to keep log lines readable. */
    private static final int RANGES_MAX = 20;

    private NumberRanges() {}

    /**
     * Formats numbers, for example as {@code 0-21,40,48-62/2}, where {@code /2} is the step. An ellipsis replaces the numbers beyond
     * {@value #RANGES_MAX} ranges.
     */
    public static String of(int[] ascending) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        int next;
        for (int i = 0; i < ascending.length; i = next) {
            if (count++ == RANGES_MAX) {
                return text.append(",…").toString();
            }
            int last = endOfRange(ascending, i);
            // a step does not shorten a list of two numbers
            boolean range = last > i + 1;
            next = range ? last + 1 : i + 1;
            text.append(text.isEmpty() ? "" : ",").append(ascending[i]);
            if (range) {
                int step = ascending[i + 1] - ascending[i];
                text.append('-').append(ascending[last]).append(step == 1 ? "" : "/" + step);
            }
        }
        return text.toString();
    }

    /** Returns the last index up to which the step equals that of the first two numbers. */
    private static int endOfRange(int[] ascending, int from) {
        int last = Math.min(from + 1, ascending.length - 1);
        while (last + 1 < ascending.length
                && ascending[last + 1] - ascending[last] == ascending[from + 1] - ascending[from]) {
            last++;
        }
        return last;
    }
}
