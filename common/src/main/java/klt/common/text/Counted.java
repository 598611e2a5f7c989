package klt.common.text;

/** Formats a number with its noun in the singular or plural: "1 worker", "2 workers". */
public final class Counted {

    private Counted() {}

    /** @param noun the singular noun; its plural must end in s */
    public static String of(long count, String noun) {
        return count + " " + noun(count, noun);
    }

    /** Returns only the noun, for a number that is formatted elsewhere. */
    public static String noun(long count, String noun) {
        return count == 1 ? noun : noun + "s";
    }
}
