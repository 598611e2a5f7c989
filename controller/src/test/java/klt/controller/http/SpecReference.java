package klt.controller.http;

import java.util.stream.Collectors;
import klt.common.spec.SpecSchema;

/** Generates the reference of the spec keys, {@code docs/spec.md}. */
final class SpecReference {

    private SpecReference() {}

    static String page(SpecSchema schema) {
        return """
                # The spec

                <!-- Generated from the table of the spec's keys: %s -->

                A spec describes a test, in YAML or JSON. Every key is optional, except that one of `messages`, `duration` and `load.stages` is required, unless
                `rate` is 0. A key with a dot belongs to a group: `topic.partitions` is written `topic: {partitions: 12}`, and `topic: orders` is shorthand for
                `topic: {name: orders}`. On the command line, `--set topic.partitions=12` sets any key. The controller serves this table at `/api/spec-schema`.

                - **Numbers** take `k`, `M` and `G`: `50k`. **Bytes** also take `kB`, `MB`, `GB` and `KiB`, `MiB`, `GiB`: `10kB`.
                - **Times** have one or more parts with the units `us`, `ms`, `s`, `m`, `h` and `d`: `1h20m`.
                - **Rates** are a number per second, or `max`.
                - **Consumer groups** are a number of equal groups, or a list of groups with their own settings; [consumers.md](consumers.md) explains both,
                  and where a group starts.
                - **Stages** are a list; [load.md](load.md#stages) explains each kind, and the sizes that they may have. A string such as
                  `2m:10k,10m:10k,0s:20k` is shorthand for stages with a duration and a target.
                - **Objectives** set a bound on a metric: `response`, `service`, `sendLag` or `endToEnd` with `.mean`, `.p50`, `.p90`, `.p95`, `.p99`, `.p999`,
                  `.p9999` or `.max`, for example `response.p99<20ms`; `rate>=9900` or `rate>=99%%`; `errors<0.1%%`; `throttle<1%%`; and of consumer groups
                  `consumeRate>=5k`, `lag<1000`, `catchUp<10s` and `rebalance<5s`. [measuring.md](measuring.md#objectives) explains each of them.

                [load.md](load.md) explains the load, [messages.md](messages.md) the contents of messages, [clients.md](clients.md) the Kafka clients,
                [consumers.md](consumers.md) the consumer groups, [measuring.md](measuring.md) the warm-up and the figures, and
                [integrity.md](integrity.md) the verification.
                """.formatted(SpecDocumentsTest.COMMAND)
                + schema.groups().stream().map(group -> group(schema, group)).collect(Collectors.joining())
                + "\n## Client properties\n\n"
                + schema.keys().stream()
                        .filter(key -> key.type().equals("properties"))
                        .map(SpecReference::properties)
                        .collect(Collectors.joining("\n"));
    }

    private static String properties(SpecSchema.Key key) {
        return "`%s` takes:\n\n".formatted(key.path())
                + key.values().stream().map(name -> "- `" + name + "`\n").collect(Collectors.joining());
    }

    private static String group(SpecSchema schema, SpecSchema.Group group) {
        String rows = schema.keys().stream()
                .filter(key -> key.group().equals(group.id()))
                .map(SpecReference::row)
                .collect(Collectors.joining());
        String about =
                Character.toUpperCase(group.about().charAt(0)) + group.about().substring(1);
        return """

                ## %s

                %s.

                | key | takes | default | |
                |---|---|---|---|
                %s""".formatted(group.title(), about, rows);
    }

    private static String row(SpecSchema.Key key) {
        boolean fixed = key.byDefault().value().isPresent();
        String shown = key.byDefault().shown();
        return "| `%s` | %s | %s | %s |\n"
                .formatted(key.path(), key.takes(), fixed ? "`" + shown + "`" : shown, key.help());
    }
}
