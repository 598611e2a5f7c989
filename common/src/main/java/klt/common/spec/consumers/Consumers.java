package klt.common.spec.consumers;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Consumer groups that add read load; independent of verification.
 *
 * @param groups the groups, each of which reads every message
 * @param common the section's settings, which a group may override
 * @param backlog whether the members start after everything is sent, and are timed until they have caught up
 * @param catchUp maximum time for the groups to read everything after the last message; in a run that sends nothing, maximum time without
 *     progress
 */
public record Consumers(List<Group> groups, Group common, boolean backlog, Duration catchUp) {

    public Consumers {
        groups = List.copyOf(groups);
    }

    public boolean isNone() {
        return groups.isEmpty();
    }

    /** Whether no group has its own settings; a spec then contains only the number of groups. */
    public boolean haveCommonSettings() {
        return groups.equals(Collections.nCopies(groups.size(), common));
    }

    /** Total number of members of all groups. */
    public int members() {
        return groups.stream().mapToInt(Group::members).sum();
    }
}
