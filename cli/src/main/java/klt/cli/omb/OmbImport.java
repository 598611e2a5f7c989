package klt.cli.omb;

import java.util.List;
import java.util.Optional;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.spec.SpecBuilder;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts OpenMessaging Benchmark files to a spec: a workload, a driver for Kafka, or both.
 *
 * @param spec the corresponding spec
 * @param notes settings without an exact equivalent in the spec, one line each
 */
public record OmbImport(ObjectNode spec, List<String> notes) {

    public OmbImport {
        notes = List.copyOf(notes);
    }

    /** A file and its name, for error messages. */
    public record Source(String name, String text) {}

    /** @throws Failure if a file is neither a workload nor a driver, or if there are two of the same kind */
    public static OmbImport of(List<Source> files) {
        Optional<ObjectNode> workload = Optional.empty();
        Optional<ObjectNode> driver = Optional.empty();
        for (Source file : files) {
            ObjectNode fields = SpecBuilder.parse(file.text());
            if (OmbDriver.isDriver(fields)) {
                requireFirst(driver, "driver", file);
                driver = Optional.of(fields);
            } else if (OmbWorkload.isWorkload(fields)) {
                requireFirst(workload, "workload", file);
                workload = Optional.of(fields);
            } else {
                throw new Failure(
                        ExitCode.USAGE,
                        file.name() + " is neither an OpenMessaging Benchmark workload (with " + OmbWorkload.FIELD
                                + ") nor a driver (with " + OmbDriver.FIELD + ")");
            }
        }
        SpecDraft draft = new SpecDraft();
        workload.ifPresent(fields -> OmbWorkload.read(new OmbFields(fields, draft), draft));
        driver.ifPresent(fields -> OmbDriver.read(new OmbFields(fields, draft), draft));
        return new OmbImport(draft.spec(), draft.notes());
    }

    private static void requireFirst(Optional<ObjectNode> before, String kind, Source file) {
        if (before.isPresent()) {
            throw new Failure(ExitCode.USAGE, file.name() + " is a second " + kind + "; pass one of each");
        }
    }

    /** Returns the spec, with a default extent if there is no workload. */
    public ObjectNode complete() {
        ObjectNode complete = spec.deepCopy();
        if (!complete.has("messages") && !complete.has("duration")) {
            complete.put("messages", 1);
        }
        return complete;
    }

    /** Returns the notes as comments, followed by the spec as YAML. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        if (!notes.isEmpty()) {
            yaml.append("# Not imported, or imported only approximately:\n");
            notes.forEach(note -> yaml.append("# - ").append(note).append('\n'));
        }
        return yaml.append(SpecBuilder.print(spec)).toString();
    }
}
