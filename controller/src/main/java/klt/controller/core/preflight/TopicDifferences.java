package klt.controller.core.preflight;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.common.spec.RunSpec;
import klt.common.text.Counted;

/** How an existing topic differs from the one that a run would create. */
public final class TopicDifferences {

    private TopicDifferences() {}

    /**
     * Returns the differences, such as {@code 3 partitions instead of 6}.
     *
     * @param config the existing topic's readable settings by name, as returned by Kafka
     */
    public static List<String> of(
            RunSpec.Topic specified, int partitions, int replication, Map<String, String> config) {
        List<String> differences = new ArrayList<>();
        if (partitions != specified.partitions()) {
            differences.add(Counted.of(partitions, "partition") + " instead of " + specified.partitions());
        }
        if (replication != specified.replication()) {
            differences.add(Counted.of(replication, "replica") + " instead of " + specified.replication());
        }
        specified.config().forEach((name, value) -> {
            String actual = config.getOrDefault(name, value);
            if (!isSame(actual, value)) {
                differences.add(name + "=" + actual + " instead of " + value);
            }
        });
        return differences;
    }

    /**
     * Returns whether two values are the same. Kafka parses a value and returns it in its own form: without white space or, for a number,
     * superfluous zeros.
     */
    private static boolean isSame(String actual, String specified) {
        String value = specified.replaceAll("\\s", "");
        if (actual.equalsIgnoreCase(value)) {
            return true;
        }
        try {
            return new BigDecimal(actual).compareTo(new BigDecimal(value)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
