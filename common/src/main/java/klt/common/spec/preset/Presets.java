package klt.common.spec.preset;

import java.util.List;
import java.util.Locale;
import klt.common.spec.input.SpecText;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Specs to start from. */
public final class Presets {

    /** @param spec a spec as a user would write it, with only the values that differ from the defaults */
    public record Preset(String id, String title, String description, ObjectNode spec) {}

    private Presets() {}

    public static List<Preset> all() {
        return List.of(
                preset(
                        "Smoke",
                        "Sends 10 messages per second for 30 seconds and verifies them, to check that everything works.",
                        "{duration: 30s, rate: 10, verification: after}"),
                preset("Quick check", "1,000 messages at 100 per second.", "{messages: 1000, rate: 100}"),
                preset("Steady", "10,000 messages at 1,000 per second.", "{messages: 10000, rate: 1000}"),
                preset(
                        "Average load",
                        "Ramps up to 1,000 messages per second within a minute, stays there for five minutes, and ramps down.",
                        "{load: {stages: '1m:1000,5m:1000,30s:0'}}"),
                preset(
                        "Stress",
                        "Ramps up to five times the average load within two minutes, stays there for five minutes, and ramps down.",
                        "{load: {stages: '2m:5000,5m:5000,1m:0'}}"),
                preset(
                        "Spike",
                        "Rises from 1,000 to 20,000 messages per second for 20 seconds, followed by a minute of recovery.",
                        """
                        load:
                          stages:
                            - {duration: 0s, target: 1000}
                            - {duration: 30s, target: 1000}
                            - {spike: {base: 1000, peak: 20000, rise: 5s, hold: 20s, fall: 5s}}
                            - {duration: 1m, target: 1000, name: recovery}
                        """),
                preset(
                        "Soak",
                        "Sends 1,000 messages per second for an hour, to find leaks and the effects of compaction and slow disks.",
                        "{duration: 1h, rate: 1000}"),
                preset(
                        "Breakpoint",
                        "Raises the rate by 2,000 messages per second every half minute, up to 40,000, to find the breaking point.",
                        "{load: {stages: [{steps: {from: 2000, by: 2000, times: 20, hold: 30s, ramp: 5s}}]}}"),
                preset(
                        "Wave",
                        "Random arrivals at a rate that rises and falls around 2,000 per second, like user traffic over a day.",
                        """
                        load:
                          arrivals: poisson
                          stages:
                            - sine: {mean: 2000, amplitude: 1500, period: 2m, startAt: mean-up, duration: 10m}
                        """),
                preset("Scale test", "A million messages at 10,000 per second.", "{messages: 1000000, rate: 10000}"),
                preset(
                        "Catch-up",
                        "Two consumers read a backlog of 500,000 messages.",
                        "{messages: 500000, rate: 20000, consumers: {groups: 1, members: 2, backlog: true}}"),
                preset(
                        "Fan-out",
                        "Five consumer groups each read 2,000 messages per second.",
                        "{duration: 2m, rate: 2000, consumers: {groups: 5, members: 2}}"),
                preset(
                        "Transactions",
                        "1,000 messages per second in transactions of 100; 5 % of the transactions are aborted, and consumers read only committed messages.",
                        """
                        duration: 1m
                        rate: 1000
                        verification: after
                        transactions: {messages: 100, abortShare: 0.05}
                        consumers: {groups: 1, members: 2, isolation: read_committed}
                        """),
                preset(
                        "Large messages",
                        "20 messages per second, each of 900 kB.",
                        "{duration: 1m, rate: 20, payload: {size: 900000}}"),
                preset(
                        "Maximum",
                        "Sends messages for 30 seconds, as fast as the cluster accepts them.",
                        "{duration: 30s, rate: max}"));
    }

    /** @param yaml the spec without its name */
    private static Preset preset(String title, String description, String yaml) {
        String name = title.toLowerCase(Locale.ROOT);
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("name", name);
        spec.setAll((ObjectNode) SpecText.parseYaml(yaml));
        return new Preset(name.replace(' ', '-'), title, description, spec);
    }
}
