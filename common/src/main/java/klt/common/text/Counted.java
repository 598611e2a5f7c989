package klt.common.text;

/** A number and its noun in the right form: "1 worker", "2 workers". */
public final class Counted {

    private Counted() {}

    /** @param noun the noun in the singular; its plural must end in s */
    public static String of(long count, String noun) {
        return count + " " + noun(count, noun);
    }

    /** The noun alone, for a number that is formatted elsewhere. */
    public static String noun(long count, String noun) {
        return count == 1 ? noun : noun + "s";
    }
}
