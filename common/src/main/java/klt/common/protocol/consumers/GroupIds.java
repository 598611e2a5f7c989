package klt.common.protocol.consumers;

import java.util.List;
import java.util.stream.IntStream;
import klt.common.spec.consumers.Consumers;

/** Names of consumer groups. */
public final class GroupIds {

    /** Prefix of every group id, so that no spec can make a run join another application's group. */
    public static final String PREFIX = "klt-";

    private GroupIds() {}

    /** Returns the ids of all groups in a run. */
    public static List<String> of(String run, Consumers consumers) {
        return IntStream.range(0, consumers.groups().size())
                .mapToObj(group -> of(run, group))
                .toList();
    }

    /** @param group the group's number within the run, from 0 */
    public static String of(String run, int group) {
        return PREFIX + run + "-" + group;
    }
}
