package klt.common.spec.consumers;

/** The isolation level, which determines whether consumers read messages from open and aborted transactions. */
public enum Isolation {
    READ_UNCOMMITTED,
    READ_COMMITTED
}
