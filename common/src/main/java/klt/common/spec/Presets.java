package klt.common.spec;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Specs to start from. */
public final class Presets {

    /** @param spec as a user would write it: only what differs from the defaults */
    public record Preset(String id, String title, String description, ObjectNode spec) {}

    private Presets() {}

    public static List<Preset> all() {
        return List.of(
                new Preset(
                        "quick-check",
                        "Quick check",
                        "1,000 messages at 100 per second: does it work at all?",
                        spec("quick check").put("messages", 1_000).put("rate", 100)),
                new Preset(
                        "steady",
                        "Steady",
                        "10,000 messages at 1,000 per second.",
                        spec("steady").put("messages", 10_000).put("rate", 1_000)),
                new Preset(
                        "scale-test",
                        "Scale test",
                        "A million messages at 10,000 per second.",
                        spec("scale test").put("messages", 1_000_000).put("rate", 10_000)),
                new Preset(
                        "soak",
                        "Soak",
                        "An hour at 1,000 per second: leaks, compaction, slow disks.",
                        spec("soak").put("duration", "1h").put("rate", 1_000)),
                new Preset(
                        "maximum",
                        "Maximum",
                        "30 seconds, as fast as the cluster accepts messages.",
                        spec("maximum").put("duration", "30s").put("rate", "max")));
    }

    private static ObjectNode spec(String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name);
    }
}
