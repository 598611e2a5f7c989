package klt.bench;

/**
 * A tool's result.
 *
 * @param rate acked messages per second
 * @param p50Millis median latency as reported by the tool: service time for Kafka's tool, response time for this load tester
 * @param cpuSeconds the sending process's CPU time from start to end, as measured by the operating system
 */
record BenchResult(double rate, double p50Millis, double p99Millis, double cpuSeconds) {}
