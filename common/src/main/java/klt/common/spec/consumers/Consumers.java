package klt.common.spec.consumers;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Consumer groups that add read load; independent of verification.
 *
 * @param groups the groups, each of which reads every message
 * @param common the section's settings, which a group may override
 * @param backlog whether the members start after everything has been sent, and are timed until they have caught up
 * @param catchUp maximum time for the groups to read everything after the last message or, in a run that sends nothing, maximum time
 *     without progress
 */
public record Consumers(List<Group> groups, Group common, boolean backlog, Duration catchUp) {

    public Consumers {
        groups = List.copyOf(groups);
    }

    public boolean isNone() {
        return groups.isEmpty();
    }

    /** Returns whether no group has settings of its own, so that a spec lists only the number of groups. */
    public boolean haveCommonSettings() {
        return groups.equals(Collections.nCopies(groups.size(), common));
    }

    /** Returns the total number of members across all groups. */
    public int members() {
        return groups.stream().mapToInt(Group::members).sum();
    }
}
