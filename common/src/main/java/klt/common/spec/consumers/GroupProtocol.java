package klt.common.spec.consumers;

/** The group protocol, which determines who assigns partitions to members. */
public enum GroupProtocol {
    /** A member chosen by the broker assigns the partitions; all members stop during a rebalance. */
    CLASSIC,
    /** The broker assigns the partitions (KIP-848, Kafka 4.0 or newer); a rebalance only interrupts the partitions that move. */
    CONSUMER,
    /** A share group (KIP-932, Kafka 4.2 or newer), whose members share partitions and acknowledge each record. */
    SHARE
}
