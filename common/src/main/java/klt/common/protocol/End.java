package klt.common.protocol;

import klt.common.code.Args;

/** Why a run ends before it is complete. */
public record End(EndCode code, Args args) {

    public End {
        code.wording().require(code, args);
    }

    /** Returns the code, followed by a colon and a human-readable text. */
    public String reason() {
        return code + ": " + code.wording().text(args);
    }
}
