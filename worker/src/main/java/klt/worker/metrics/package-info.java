/** HTTP endpoints for Prometheus and an orchestrator's probes. */
@NullMarked
package klt.worker.metrics;

import org.jspecify.annotations.NullMarked;
