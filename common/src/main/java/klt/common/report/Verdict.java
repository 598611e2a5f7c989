package klt.common.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import klt.common.code.Args;

/**
 * Three independent judgements: whether Kafka met the objectives, whether the measurement can be trusted, and whether all messages arrived.
 */
public record Verdict(Objectives objectives, Validity validity, Integrity integrity, List<Reason> reasons) {

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public enum Objectives {
        PASS,
        FAIL,
        NONE
    }

    public enum Validity {
        VALID,
        DEGRADED,
        INVALID
    }

    public enum Integrity {
        INTACT,
        VIOLATED,
        INCONCLUSIVE,
        UNCHECKED
    }

    /**
     * The reason for a judgement.
     *
     * @param code the name of a {@link ReasonCode}; a string, because a stored report may have a code known only to another version
     * @param args the code's arguments; empty in documents that predate them
     * @param message human-readable text
     */
    public record Reason(String code, Args args, String message) {

        public Reason(ReasonCode code, Args args) {
            this(code.name(), args, code.wording().text(args));
        }

        /** Reads each key individually, because the strict reader for summaries would reject a document without one of them. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Reason of(Map<String, Object> json) {
            return new Reason(
                    (String) Objects.requireNonNull(json.get("code")),
                    json.get("args") instanceof Map<?, ?> args ? Args.ofJson(args) : Args.NONE,
                    (String) Objects.requireNonNull(json.get("message")));
        }
    }
}
