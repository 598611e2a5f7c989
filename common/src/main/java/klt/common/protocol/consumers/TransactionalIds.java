package klt.common.protocol.consumers;

/** Names of a run's transactional producers. */
public final class TransactionalIds {

    private static final String PREFIX = "klt-";

    private TransactionalIds() {}

    /** @param worker the worker's id, which changes when it restarts */
    public static String of(String run, String worker) {
        return PREFIX + run + "-" + worker;
    }
}
