package klt.controller.core.preflight;

/**
 * The space in all of a broker's log directories together, as reported by the broker (KIP-827).
 *
 * @param usableBytes space that is not used yet
 */
public record BrokerDisk(int broker, long usableBytes) {}
