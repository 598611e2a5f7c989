package klt.controller.bus;

/**
 * Keys of the control topic. The term is part of the key: else compaction would delete a valid record in favour of a later one of a
 * controller that has lost its term.
 */
final class ControlKeys {

    private ControlKeys() {}

    static String tick(long term) {
        return term + "/tick";
    }

    static String run(long term, String run) {
        return term + "/run/" + run;
    }
}
