package klt.common.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import klt.common.compare.Comparison.Difference;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.RunWorker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The differing conditions: spec keys, versions and fleets. */
final class Differences {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Differences() {}

    /** Returns the differences between the two sides and within each side. */
    static List<Difference> of(List<RunDocument> a, List<RunDocument> b) {
        List<Map<String, JsonNode>> ofA =
                a.stream().map(Differences::conditions).toList();
        List<Map<String, JsonNode>> ofB =
                b.stream().map(Differences::conditions).toList();
        Set<String> keys = new LinkedHashSet<>();
        Stream.concat(ofA.stream(), ofB.stream()).forEach(conditions -> keys.addAll(conditions.keySet()));
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            List<JsonNode> valuesOfA = values(ofA, key);
            List<JsonNode> valuesOfB = values(ofB, key);
            if (valuesOfA.size() > 1 || !valuesOfA.equals(valuesOfB)) {
                differences.add(new Difference(key, valuesOfA, valuesOfB));
            }
        }
        return differences;
    }

    private static List<JsonNode> values(List<Map<String, JsonNode>> runs, String key) {
        return runs.stream()
                .map(conditions -> conditions.getOrDefault(key, NullNode.instance))
                .distinct()
                .toList();
    }

    private static Map<String, JsonNode> conditions(RunDocument document) {
        RunResult run = document.result();
        Map<String, JsonNode> conditions = new LinkedHashMap<>();
        putLeaves("spec", run.spec().toJson(), conditions);
        conditions.put("version", JSON.stringNode(run.run().version()));
        conditions.put(
                "fleet.workers",
                JSON.numberNode(
                        run.workers().stream().map(RunWorker::name).distinct().count()));
        conditions.put("fleet.cpuLimits", cpuLimits(run.workers()));
        return conditions;
    }

    private static ArrayNode cpuLimits(List<RunWorker> workers) {
        ArrayNode limits = JSON.arrayNode();
        workers.stream()
                .map(worker -> worker.process().cpuLimit())
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .forEach(limits::add);
        return limits;
    }

    private static void putLeaves(String key, JsonNode json, Map<String, JsonNode> leaves) {
        if (json instanceof ObjectNode section) {
            section.properties().forEach(entry -> putLeaves(key + "." + entry.getKey(), entry.getValue(), leaves));
        } else {
            leaves.put(key, json);
        }
    }
}
