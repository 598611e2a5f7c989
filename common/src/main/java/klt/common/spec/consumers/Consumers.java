package klt.common.spec.consumers;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Consumer groups that add read load; independent of verification.
 *
 * @param groups the groups, each of which reads every message
 * @param common the settings that apply to a group unless the spec sets them for that group
 * @param backlog the members start when everything is sent, and are timed until they have caught up
 * @param catchUp how long the groups may take after the last message to read everything; without a load, how long they may make no progress
 */
public record Consumers(List<Group> groups, Group common, boolean backlog, Duration catchUp) {

    public Consumers {
        groups = List.copyOf(groups);
    }

    public boolean isNone() {
        return groups.isEmpty();
    }

    /** Whether no group has its own settings, so that the number of groups is sufficient in a spec. */
    public boolean haveCommonSettings() {
        return groups.equals(Collections.nCopies(groups.size(), common));
    }

    /** Number of members of all groups. */
    public int members() {
        return groups.stream().mapToInt(Group::members).sum();
    }
}
