package klt.controller.core.preflight;

import java.util.List;

/**
 * Facts about the cluster that Kafka does not let the controller read, so that the preflight cannot use them.
 *
 * @param acl the missing ACL, such as {@code Describe on the cluster}
 * @param facts what they are, such as {@code disk space}
 */
public record Unread(String acl, List<String> facts) {

    public Unread {
        facts = List.copyOf(facts);
    }

    Finding finding() {
        return Finding.warn(Finding.Code.ACL_MISSING, "acl", acl, "unchecked", facts);
    }
}
