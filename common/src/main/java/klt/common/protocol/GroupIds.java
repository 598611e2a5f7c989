package klt.common.protocol;

/** Names of consumer groups. */
public final class GroupIds {

    /** Every group is named so: no group of anybody else can be joined, whatever a spec says. */
    public static final String PREFIX = "klt-";

    private GroupIds() {}

    /** @param group counts the groups of the run, from 0 */
    public static String of(String run, int group) {
        return PREFIX + run + "-" + group;
    }
}
