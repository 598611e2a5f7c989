package klt.common.report;

import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;

/**
 * @param reason why the run stopped or failed, as "CODE: message"
 * @param end the reason as structured data; empty in documents that predate it
 * @param version the controller's version
 */
public record RunIdentity(String id, RunPhase phase, Optional<String> reason, Optional<End> end, String version) {

    /** @param code the name of an {@link EndCode}; a string, because a document from another version may have an unknown name */
    public record End(String code, Args args) {

        public boolean is(EndCode expected) {
            return code.equals(expected.name());
        }
    }
}
