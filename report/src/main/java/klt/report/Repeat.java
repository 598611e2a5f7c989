package klt.report;

import java.util.ArrayList;
import java.util.List;
import klt.common.report.RunResult;
import klt.common.report.RunWorker;
import klt.common.spec.limit.Limits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The commands that repeat a run. */
final class Repeat {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();

    private Repeat() {}

    /** Returns the run's spec as YAML, without the keys that are not set. */
    static String spec(RunResult run) {
        return YAML.writeValueAsString(withoutUnset(run.spec().toJson()));
    }

    private static ObjectNode withoutUnset(ObjectNode json) {
        ObjectNode set = json.objectNode();
        json.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            JsonNode kept = value instanceof ObjectNode section ? withoutUnset(section) : value;
            boolean becameEmpty = kept.isObject() && kept.isEmpty() && !value.isEmpty();
            if (!value.isNull() && !becameEmpty) {
                set.set(entry.getKey(), kept);
            }
        });
        return set;
    }

    /** Returns a shell script that writes the spec to a file, and starts a run in each of the possible ways. */
    static String commands(RunResult run) {
        String spec = spec(run);
        String file = run.run().id().replaceAll("[^A-Za-z0-9._-]", "_") + ".yaml";
        List<String> lines = new ArrayList<>();
        String end = end(spec);
        lines.add("cat > " + file + " <<'" + end + "'");
        lines.add(spec.stripTrailing());
        lines.add(end);
        long workers = run.workers().stream().map(RunWorker::name).distinct().count();
        // a spec that names a cluster does not run on a Kafka of this machine
        if (run.spec().topic().cluster().isEmpty()) {
            lines.add("# on this machine, with its own Kafka; --kafka HOST:PORT uses another cluster");
            long local = Math.min(workers, Limits.LOCAL_WORKERS_MAX);
            lines.add("./loadtester run " + file + (local > 0 ? " --workers " + local : ""));
        }
        lines.add("# on a controller and its workers");
        lines.add("./loadtester run " + file + " --controller http://HOST:PORT");
        return String.join("\n", lines);
    }

    /** Returns a word that ends the spec in a shell, which no line of the spec equals. */
    private static String end(String spec) {
        String end = "SPEC";
        while (spec.lines().toList().contains(end)) {
            end += "_";
        }
        return end;
    }
}
