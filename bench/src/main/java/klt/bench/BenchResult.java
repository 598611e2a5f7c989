package klt.bench;

/**
 * The result of one tool.
 *
 * @param rate acked messages per second
 * @param p50Millis median latency as the tool reports it: the service time for Kafka's tool, the response time for this load tester
 * @param cpuSeconds CPU time of the sending process from its start to its end, as measured by the operating system
 */
record BenchResult(double rate, double p50Millis, double p99Millis, double cpuSeconds) {}
