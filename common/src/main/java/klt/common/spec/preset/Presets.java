package klt.common.spec.preset;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
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
                        "smoke",
                        "Smoke",
                        "30 seconds at 10 per second, verified: does it work at all?",
                        spec("smoke").put("duration", "30s").put("rate", 10).put("verification", "after")),
                new Preset(
                        "quick-check",
                        "Quick check",
                        "1,000 messages at 100 per second.",
                        spec("quick check").put("messages", 1_000).put("rate", 100)),
                new Preset(
                        "steady",
                        "Steady",
                        "10,000 messages at 1,000 per second.",
                        spec("steady").put("messages", 10_000).put("rate", 1_000)),
                new Preset(
                        "average-load",
                        "Average load",
                        "Up to 1,000 per second within a minute, held for five minutes, and down again.",
                        staged("average load", "1m:1000,5m:1000,30s:0")),
                new Preset(
                        "stress",
                        "Stress",
                        "Up to five times the average load within two minutes, held for five minutes, and down again.",
                        staged("stress", "2m:5000,5m:5000,1m:0")),
                spike(),
                new Preset(
                        "soak",
                        "Soak",
                        "An hour at 1,000 per second: leaks, compaction, slow disks.",
                        spec("soak").put("duration", "1h").put("rate", 1_000)),
                breakpoint(),
                wave(),
                new Preset(
                        "scale-test",
                        "Scale test",
                        "A million messages at 10,000 per second.",
                        spec("scale test").put("messages", 1_000_000).put("rate", 10_000)),
                catchUp(),
                fanOut(),
                transactions(),
                largeMessages(),
                new Preset(
                        "maximum",
                        "Maximum",
                        "30 seconds, as fast as the cluster accepts messages.",
                        spec("maximum").put("duration", "30s").put("rate", "max")));
    }

    private static Preset spike() {
        ObjectNode spec = spec("spike");
        ArrayNode stages = spec.putObject("load").putArray("stages");
        stages.addObject().put("duration", "0s").put("target", 1_000);
        stages.addObject().put("duration", "30s").put("target", 1_000);
        stages.addObject()
                .putObject("spike")
                .put("base", 1_000)
                .put("peak", 20_000)
                .put("rise", "5s")
                .put("hold", "20s")
                .put("fall", "5s");
        stages.addObject().put("duration", "1m").put("target", 1_000).put("name", "recovery");
        return new Preset(
                "spike", "Spike", "From 1,000 to 20,000 per second for 20 seconds, and a minute to recover.", spec);
    }

    private static Preset breakpoint() {
        ObjectNode spec = spec("breakpoint");
        spec.putObject("load")
                .putArray("stages")
                .addObject()
                .putObject("steps")
                .put("from", 2_000)
                .put("by", 2_000)
                .put("times", 20)
                .put("hold", "30s")
                .put("ramp", "5s");
        return new Preset(
                "breakpoint",
                "Breakpoint",
                "Another 2,000 per second every half minute, up to 40,000: where does it break?",
                spec);
    }

    private static Preset wave() {
        ObjectNode spec = spec("wave");
        spec.putObject("load")
                .put("arrivals", "poisson")
                .putArray("stages")
                .addObject()
                .putObject("sine")
                .put("mean", 2_000)
                .put("amplitude", 1_500)
                .put("period", "2m")
                .put("startAt", "mean-up")
                .put("duration", "10m");
        return new Preset(
                "wave",
                "Wave",
                "Random arrivals that rise and fall around 2,000 per second, like user traffic over a day.",
                spec);
    }

    private static Preset catchUp() {
        ObjectNode spec = spec("catch-up").put("messages", 500_000).put("rate", 20_000);
        spec.putObject("consumers").put("groups", 1).put("members", 2).put("backlog", true);
        return new Preset("catch-up", "Catch-up", "Two consumers read a backlog of 500,000 messages.", spec);
    }

    private static Preset fanOut() {
        ObjectNode spec = spec("fan-out").put("duration", "2m").put("rate", 2_000);
        spec.putObject("consumers").put("groups", 5).put("members", 2);
        return new Preset("fan-out", "Fan-out", "Five consumer groups read 2,000 messages per second.", spec);
    }

    private static Preset transactions() {
        ObjectNode spec =
                spec("transactions").put("duration", "1m").put("rate", 1_000).put("verification", "after");
        spec.putObject("transactions").put("messages", 100).put("abortShare", 0.05);
        spec.putObject("consumers").put("groups", 1).put("members", 2).put("isolation", "read_committed");
        return new Preset(
                "transactions",
                "Transactions",
                "1,000 per second in transactions of 100, of which 5 % abort; consumers read what is committed.",
                spec);
    }

    private static Preset largeMessages() {
        ObjectNode spec = spec("large messages").put("duration", "1m").put("rate", 20);
        spec.putObject("payload").put("size", 900_000);
        return new Preset("large-messages", "Large messages", "20 messages of 900 kB per second.", spec);
    }

    private static ObjectNode staged(String name, String stages) {
        ObjectNode spec = spec(name);
        spec.putObject("load").put("stages", stages);
        return spec;
    }

    private static ObjectNode spec(String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name);
    }
}
