package klt.common.spec.consumers;

/** Who assigns partitions to the members of a group. */
public enum GroupProtocol {
    /** One of the members, chosen by the broker, assigns partitions; every member stops during a rebalance. */
    CLASSIC,
    /** The broker assigns partitions (KIP-848, Kafka 4.0 or newer); only partitions that move stop. */
    CONSUMER,
    /** A share group (KIP-932, Kafka 4.2 or newer): members share partitions and acknowledge each record. */
    SHARE
}
