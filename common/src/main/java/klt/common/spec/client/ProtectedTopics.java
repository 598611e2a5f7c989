package klt.common.spec.client;

import java.util.ArrayList;
import java.util.List;
import klt.common.text.Listing;

/**
 * The topics that belong to Kafka, to other systems or to the load tester itself, by name. No run may send to them. A run with rate 0 may
 * read them, because reading changes nothing, except the control topics, whose load would delay the load tester. Topics whose names begin
 * with two underscores are rejected for every run by {@link TopicNames}.
 *
 * @param control names of the control topics
 */
public record ProtectedTopics(List<String> control) {

    /** The topics of another system. */
    private enum Owner {
        INTERNAL("_", "", "systems on Kafka, such as schema registries, use for their own records"),
        CONNECT("connect-", "", "Kafka Connect uses for its own state"),
        CHANGELOG("", "-changelog", "Kafka Streams uses for its state"),
        REPARTITION("", "-repartition", "Kafka Streams uses between its tasks");

        private final String prefix;
        private final String suffix;
        private final String use;

        Owner(String prefix, String suffix, String use) {
            this.prefix = prefix;
            this.suffix = suffix;
            this.use = use;
        }

        private boolean owns(String topic) {
            return topic.startsWith(prefix) && topic.endsWith(suffix);
        }

        private String pattern() {
            return prefix + "*" + suffix;
        }
    }

    public ProtectedTopics {
        control = List.copyOf(control);
    }

    /**
     * Returns why a run may not use its topics, one message for each rule that they violate, or an empty list if it may use them.
     *
     * @param topics the topics' names
     * @param sends whether the run sends messages, rather than only reading
     */
    public List<String> refusals(List<String> topics, boolean sends) {
        List<String> refusals = new ArrayList<>();
        List<String> ofLoadTester = topics.stream().filter(control::contains).toList();
        if (!ofLoadTester.isEmpty()) {
            refusals.add(named(topics, ofLoadTester) + "is a control topic of the load tester; use a different topic");
        }
        for (Owner owner : sends ? Owner.values() : new Owner[0]) {
            List<String> owned = topics.stream()
                    .filter(owner::owns)
                    .filter(topic -> !control.contains(topic))
                    .toList();
            if (!owned.isEmpty()) {
                refusals.add(named(topics, owned) + "matches " + owner.pattern() + ", which " + owner.use
                        + "; use a different topic, or set rate to 0 to only read this one");
            }
        }
        return refusals;
    }

    /** Returns the names of the rejected topics, unless there is only one topic. */
    private static String named(List<String> topics, List<String> refused) {
        return topics.size() == 1 ? "" : Listing.of(refused) + " ";
    }
}
