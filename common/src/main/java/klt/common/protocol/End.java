package klt.common.protocol;

import klt.common.code.Args;

/** Why a run ends before it is complete. */
public record End(EndCode code, Args args) {

    public End {
        if (!code.wording().fits(args)) {
            throw new IllegalArgumentException(
                    code + " has no arguments " + args.values().keySet());
        }
    }

    /** The code, a colon and a text for people. */
    public String reason() {
        return code + ": " + code.wording().text(args);
    }
}
