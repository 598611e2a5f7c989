package klt.common.spec.consumers;

/** Whether consumers read messages of open and aborted transactions. */
public enum Isolation {
    READ_UNCOMMITTED,
    READ_COMMITTED
}
