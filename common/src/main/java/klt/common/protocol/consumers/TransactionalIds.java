package klt.common.protocol.consumers;

/** Names of the transactional producers of a run. */
public final class TransactionalIds {

    private static final String PREFIX = "klt-";

    private TransactionalIds() {}

    /** @param worker id of the worker, which changes with a restart */
    public static String of(String run, String worker) {
        return PREFIX + run + "-" + worker;
    }
}
