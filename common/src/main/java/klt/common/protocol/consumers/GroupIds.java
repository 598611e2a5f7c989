package klt.common.protocol.consumers;

import java.util.List;
import java.util.stream.IntStream;
import klt.common.spec.consumers.Consumers;

/** Names of consumer groups. */
public final class GroupIds {

    /** Prefix of every group id, so that no spec can make a run join the group of another application. */
    public static final String PREFIX = "klt-";

    private GroupIds() {}

    /** The ids of all groups of a run. */
    public static List<String> of(String run, Consumers consumers) {
        return IntStream.range(0, consumers.groups().size())
                .mapToObj(group -> of(run, group))
                .toList();
    }

    /** @param group number of the group in its run, from 0 */
    public static String of(String run, int group) {
        return PREFIX + run + "-" + group;
    }
}
