package klt.common.report;

import java.util.List;

/** Three independent judgements: did Kafka meet the objectives, can the measurement be trusted, did the messages arrive. */
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
     * A reason for a judgement.
     *
     * @param code the name of a {@link ReasonCode}; a string, because a stored report may contain a code of another version
     * @param message human-readable
     */
    public record Reason(String code, String message) {

        public Reason(ReasonCode code, String message) {
            this(code.name(), message);
        }
    }
}
